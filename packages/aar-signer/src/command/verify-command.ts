import { resolve } from 'node:path';
import { escapeForeign, stringifyAsciiJson } from '../core/escape-foreign.ts';
import { conformanceLevels, type ConformanceLevel } from '../core/grade-record.ts';
import { maximumJsonBytes, parseStrictJson } from '../core/parse-strict-json.ts';
import { AarError } from '../errors.ts';
import { parseDidDocument } from '../parse-did-document.ts';
import { readBoundedFile } from '../read-bounded-file.ts';
import { verifyAgainst, type Verification } from '../verify-record.ts';
import type { AarCommandContext } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { readArguments } from './read-arguments.ts';
import { renderVerification } from './render-verification.ts';

const options = {
  json: { type: 'boolean' },
  'min-level': { type: 'string' },
  'did-json': { type: 'string', multiple: true },
} as const;

/** `aar verify`: judges record files; any failure fails the run. */
export async function verifyCommand(argv: readonly string[], context: AarCommandContext): Promise<number> {
  const { values, positionals: files } = readArguments(argv, options);
  if (files.length === 0) throw new AarError('USAGE', 'verify takes at least one record file; see aar --help');
  const minimumLevel = readLevel(values['min-level']);
  // Everything is read before anything is printed: an unreadable file leaves no half report.
  const didDocuments = await readDocuments(values['did-json'] ?? [], context.cwd);
  const inputs = await Promise.all(
    files.map(async (file) => readBoundedFile(resolve(context.cwd, file), maximumJsonBytes)),
  );
  const results = inputs.map((input, index) => ({
    file: files[index] ?? '',
    verification: verifyAgainst(input, didDocuments, { minimumLevel, now: context.now() }),
  }));
  const text =
    values.json === true
      ? `${stringifyAsciiJson({ results: results.map(({ file, verification }) => summarise(file, verification)) })}\n`
      : results.map(({ file, verification }) => renderVerification(file, verification)).join('');
  context.stdout.write(text);
  if (results.some(({ verification }) => verification.level === 'FAIL')) return exitCode.fail;
  return results.every(({ verification }) => verification.ok) ? exitCode.done : exitCode.belowMinimumLevel;
}

function summarise(file: string, { level, ok, code, signer, unsigned, warnings }: Verification): object {
  return { file, level, ok, code, signer, unsigned, warnings };
}

function readLevel(text: string | undefined): Exclude<ConformanceLevel, 'FAIL'> {
  const level = conformanceLevels.find((known) => known === (text ?? 'L0'));
  if (level === undefined || level === 'FAIL') {
    throw new AarError('USAGE', `--min-level ${escapeForeign(text ?? '')} is none of L0, L1, L2, L3`);
  }
  return level;
}

/** A document that is refused stays in the set as it is, and refuses the records. */
async function readDocuments(paths: readonly string[], cwd: string): Promise<unknown[]> {
  return Promise.all(
    paths.map(async (path) => {
      const bytes = await readBoundedFile(resolve(cwd, path), maximumJsonBytes);
      const read = parseDidDocument(bytes);
      if (read.ok) return read.document;
      const parsed = parseStrictJson(bytes);
      return parsed.ok ? parsed.value : null;
    }),
  );
}
