import { resolve } from 'node:path';
import { stringifyAsciiJson } from '../core/escape-foreign.ts';
import { maximumJsonBytes } from '../core/parse-strict-json.ts';
import { createDidResolver } from '../did-web/create-did-resolver.ts';
import { AarError } from '../errors.ts';
import { readBoundedFile } from '../read-bounded-file.ts';
import { verifyRecordOnline } from '../verify-record-online.ts';
import { verifyAgainst, type Verification } from '../verify-record.ts';
import type { AarCommandContext } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { readArguments } from './read-arguments.ts';
import {
  policyOptions,
  readDocuments,
  readEvidence,
  readLogPolicy,
  readPolicy,
  readSidecar,
  readText,
} from './read-policy.ts';
import { renderVerification } from './render-verification.ts';

const options = {
  ...policyOptions,
  'log-policy': { type: 'string' },
  'log-proof': { type: 'string' },
  evidence: { type: 'string' },
  legacy: { type: 'boolean' },
} as const;

/** `aar verify`: judges record files; any failure fails the run. */
export async function verifyCommand(argv: readonly string[], context: AarCommandContext): Promise<number> {
  const { values, positionals: files } = readArguments(argv, options);
  if (files.length === 0) throw new AarError('USAGE', 'verify takes at least one record file; see aar --help');
  const { 'log-policy': policyFile, 'log-proof': proofFile, evidence: folder } = values;
  if (proofFile !== undefined && (policyFile === undefined || files.length > 1)) {
    throw new AarError('USAGE', '--log-proof goes with --log-policy and one record; see aar --help');
  }
  const { cwd } = context;
  // Everything is read before anything is printed: an unreadable file leaves no half report.
  const policy = {
    ...readPolicy(values, context),
    ...(folder === undefined ? {} : { evidence: await readEvidence(folder, cwd) }),
    ...(values.legacy === true ? { acceptLegacy: true } : {}),
  };
  const documents = await readDocuments(values, cwd);
  const logPolicy = policyFile === undefined ? undefined : await readLogPolicy(policyFile, cwd);
  const inputs = await Promise.all(
    files.map(async (file) => {
      const bytes = await readBoundedFile(resolve(cwd, file), maximumJsonBytes);
      if (logPolicy === undefined) return { file, bytes, log: {} };
      const proof = proofFile === undefined ? await readSidecar(file, cwd) : await readText(proofFile, cwd);
      return { file, bytes, log: { log: { policy: logPolicy, ...(proof === undefined ? {} : { proof }) } } };
    }),
  );
  const resolver = values.resolve === true && documents.length === 0 ? createDidResolver() : null;
  const results = await Promise.all(
    inputs.map(async ({ file, bytes, log }) => {
      const demands = { ...policy, ...log };
      const verification =
        resolver === null
          ? verifyAgainst(bytes, documents, demands)
          : await verifyRecordOnline(bytes, resolver, demands);
      return { file, verification };
    }),
  );
  const text =
    values.json === true
      ? `${stringifyAsciiJson({ results: results.map(({ file, verification }) => summarise(file, verification)) })}\n`
      : results.map(({ file, verification }) => renderVerification(file, verification)).join('');
  context.stdout.write(text);
  if (results.some(({ verification }) => verification.level === 'FAIL')) return exitCode.fail;
  return results.every(({ verification }) => verification.ok) ? exitCode.done : exitCode.belowMinimumLevel;
}

/** What `--json` says of one record. */
export function summarise(file: string, { level, ok, code, signer, unsigned, warnings }: Verification): object {
  return { file, level, ok, code, signer, unsigned, warnings };
}
