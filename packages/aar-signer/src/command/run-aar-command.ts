import { AarError } from '../errors.ts';
import type { AarCommandContext } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { keygenCommand } from './keygen-command.ts';
import { signCommand } from './sign-command.ts';
import { verifyCommand } from './verify-command.ts';

const help = `Sign and verify Agent Attestation Records (AAR 0.02).

  aar keygen --did DID --out-priv FILE --out-did FILE
      Make an Ed25519 key. DID is did:web:HOST[:PATH], or did:key for one made from the key. Nothing is overwritten.
  aar sign RECORD --priv FILE [--did DID] [--by DID]
      Add "sig" to RECORD in place. sig.by is kept, else --by, else the principal. --did: owner of a key without kid.
  aar verify [--json] [--min-level L0|L1|L2] [--did-json FILE]... RECORD...
      Judge records offline. --did-json: the DID documents to trust, and nobody else.

Examples
  aar keygen --did did:web:example.com --out-priv secrets/key.json --out-did .well-known/did.json
  aar sign record.json --priv secrets/key.json
  aar verify --min-level L2 --did-json .well-known/did.json record.json

Exit codes: 0 done, 1 below --min-level, 2 a record FAILs, 64 usage or unreadable input, 70 internal error.
`;

/**
 * Runs one `aar` command line (without the program's name) and returns its exit code. Never throws; bad input is one
 * line with a code on `stderr`.
 */
export async function runAarCommand(argv: readonly string[], context: AarCommandContext): Promise<number> {
  const [verb, ...rest] = argv;
  try {
    if (argv.includes('--help') || argv.includes('-h')) {
      context.stdout.write(help);
      return exitCode.done;
    }
    if (verb === 'keygen') return await keygenCommand(rest, context);
    if (verb === 'sign') return await signCommand(rest, context);
    if (verb === 'verify') return await verifyCommand(rest, context);
    throw new AarError('USAGE', 'the command is keygen, sign or verify; see aar --help');
  } catch (error) {
    if (AarError.isInstance(error)) {
      context.stderr.write(`aar: ${error.code}: ${error.message}\n`);
      return exitCode.usage;
    }
    context.stderr.write('aar: INTERNAL: an unexpected error; please report it with the command line\n');
    return exitCode.internal;
  }
}
