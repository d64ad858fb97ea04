import { stringifyAsciiJson } from '../core/escape-foreign.ts';
import { AarError } from '../errors.ts';
import { chainCommand } from './chain-command.ts';
import type { AarCommandContext } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { exportCommand } from './export-command.ts';
import { keygenCommand } from './keygen-command.ts';
import { logCommand } from './log-command.ts';
import { signCommand } from './sign-command.ts';
import { verifyCommand } from './verify-command.ts';

const help = `Sign, verify, chain and log Agent Attestation Records (AAR 0.02).

  aar keygen --did DID --out-priv FILE --out-did FILE
      Make an Ed25519 key. DID is did:web:HOST[:PATH], or did:key for one made from the key. Nothing is overwritten.
  aar sign RECORD --priv FILE [--did DID] [--by DID] [--prior RECORD] [--log ORIGIN]
      Add "sig" to RECORD in place. sig.by is kept, else --by, else the principal. --did: owner of a key without kid.
      --prior: the subject's record before this one. --log: the log that the record will go into.
  aar verify [POLICY] [--log-policy FILE [--log-proof FILE]] [--evidence DIR] [--legacy] RECORD...
      Judge records. --log-policy: logs to trust; the proof lies in RECORD.tlog-proof or in "_log_proof".
      --evidence: recompute the hashes of all checks from the files in DIR. --legacy: read AAR 0.1 too.
  aar chain [POLICY] [--head HASH] RECORD...
      Judge all records of one subject as one chain of "prior" hashes, in any order. --head: where it is known to end.
  aar export RECORD --dsse --priv FILE [--did DID] [--out FILE]
      Write the record's twin, an in-toto Statement in a DSSE envelope signed with the same key.
  aar log init DIR --origin NAME --key FILE          Make a log and its key.
  aar log append DIR --key FILE RECORD...            Log records; each gets RECORD.tlog-proof.
  aar log prove DIR RECORD [--out FILE]              Write a fresh proof.
  aar log verify DIR --log-policy FILE [--old FILE]  Recompute the whole log; --old: a checkpoint it must have grown from.
  aar log consistency DIR --old FILE [--out FILE]    Prove that the log grew from the checkpoint in --old.
  aar log check PROOF --old FILE --log-policy FILE   Judge such a proof, without the log.

POLICY
  --did-json FILE    a DID document to trust, and nobody else (repeatable)
  --did-bundle FILE  a JSON array of them (repeatable)
  --resolve          without documents: look did:web signers up over the network (verify only)
  --min-level L0|L1|L2|L3   --independence third_party|separate_principal|same_principal (repeatable)
  --pin z6Mk...      a key that may sign, and no other (repeatable)
  --at TIME          judge as of TIME instead of now

Every verb takes --json: one JSON document in one line on stdout, for an error too.

Examples
  aar keygen --did did:web:example.com --out-priv secrets/key.json --out-did .well-known/did.json
  aar sign record.json --priv secrets/key.json
  aar verify --min-level L2 --did-json .well-known/did.json record.json

Exit codes: 0 done, 1 below what was demanded, 2 a record, chain or log FAILs, 64 usage or unreadable input, 70 internal
error, 75 the log is locked by another process.
`;

const verbs: Readonly<Record<string, (argv: readonly string[], context: AarCommandContext) => Promise<number>>> = {
  keygen: keygenCommand,
  sign: signCommand,
  verify: verifyCommand,
  chain: chainCommand,
  log: logCommand,
  export: exportCommand,
};

/**
 * Runs one `aar` command line (without the program's name) and returns its exit code. Never throws; bad input is one
 * line with a code on `stderr`, and with `--json` one document on `stdout` as well.
 */
export async function runAarCommand(argv: readonly string[], context: AarCommandContext): Promise<number> {
  const [verb = '', ...rest] = argv;
  try {
    if (argv.includes('--help') || argv.includes('-h')) {
      context.stdout.write(help);
      return exitCode.done;
    }
    const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (act === undefined)
      throw new AarError('USAGE', `the command is one of ${Object.keys(verbs).join(', ')}; see aar --help`);
    return await act(rest, context);
  } catch (error) {
    const known = AarError.isInstance(error);
    const code = known ? error.code : 'INTERNAL';
    const message = known ? error.message : 'an unexpected error; please report it with the command line';
    if (wantsJson(argv)) context.stdout.write(`${stringifyAsciiJson({ error: { code, message } })}\n`);
    context.stderr.write(`aar: ${code}: ${message}\n`);
    if (code === 'LOG_LOCKED') return exitCode.locked;
    return known ? exitCode.usage : exitCode.internal;
  }
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json');
}
