import { access, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { escapeForeign } from '../core/escape-foreign.ts';
import { conformanceLevels, type ConformanceLevel } from '../core/grade-record.ts';
import { parseLogPolicy, type LogPolicy } from '../core/log/log-policy.ts';
import { maximumJsonBytes, parseStrictJson } from '../core/parse-strict-json.ts';
import { AarError } from '../errors.ts';
import { parseDidDocument } from '../parse-did-document.ts';
import { readBoundedFile, systemCode } from '../read-bounded-file.ts';
import type { Independence, VerifyRecordOptions } from '../verify-record.ts';
import type { AarCommandContext } from './command-context.ts';

/** Options of every verb that judges records. */
export const policyOptions = {
  json: { type: 'boolean' },
  'min-level': { type: 'string' },
  'did-json': { type: 'string', multiple: true },
  'did-bundle': { type: 'string', multiple: true },
  resolve: { type: 'boolean' },
  independence: { type: 'string', multiple: true },
  pin: { type: 'string', multiple: true },
  at: { type: 'string' },
} as const;

/** Their values as read from a command line. */
export interface PolicyValues {
  readonly 'min-level'?: string | undefined;
  readonly 'did-json'?: readonly string[] | undefined;
  readonly 'did-bundle'?: readonly string[] | undefined;
  readonly independence?: readonly string[] | undefined;
  readonly pin?: readonly string[] | undefined;
  readonly at?: string | undefined;
}

const independences: readonly Independence[] = ['same_principal', 'separate_principal', 'third_party'];
const mostEvidenceBytes = 268_435_456;
const maximumPolicyBytes = 262_144;

/** What a verification is to demand. Throws `USAGE` for values that mean nothing. */
export function readPolicy(
  values: PolicyValues,
  context: AarCommandContext,
): Omit<VerifyRecordOptions, 'didDocuments'> {
  const now = values.at === undefined ? context.now() : new Date(values.at);
  if (Number.isNaN(now.getTime()))
    throw new AarError('USAGE', `--at ${escapeForeign(values.at ?? '')} is no time; use 2026-01-31T12:00:00Z`);
  return {
    now,
    minimumLevel: readLevel(values['min-level']),
    ...(values.independence === undefined ? {} : { acceptedIndependence: values.independence.map(readIndependence) }),
    ...(values.pin === undefined ? {} : { pinnedKeys: values.pin }),
  };
}

/** The DID documents to trust. One that is refused stays in the set as it is, and refuses the records. */
export async function readDocuments(values: PolicyValues, cwd: string): Promise<readonly unknown[]> {
  const single = (values['did-json'] ?? []).map(async (path) => {
    const bytes = await readBoundedFile(resolve(cwd, path), maximumJsonBytes);
    const read = parseDidDocument(bytes);
    if (read.ok) return [read.document];
    const parsed = parseStrictJson(bytes);
    return [parsed.ok ? parsed.value : null];
  });
  const bundles = (values['did-bundle'] ?? []).map(async (path) => {
    const parsed = parseStrictJson(await readBoundedFile(resolve(cwd, path), maximumJsonBytes));
    return parsed.ok && Array.isArray(parsed.value) ? parsed.value : [null];
  });
  return (await Promise.all([...single, ...bundles])).flat();
}

/** Reads a log policy file. Throws `LOG_POLICY_INVALID`. */
export async function readLogPolicy(path: string, cwd: string): Promise<LogPolicy> {
  const read = parseLogPolicy(await readText(path, cwd, maximumPolicyBytes));
  if (!read.ok) throw new AarError(read.code, read.message);
  return read.policy;
}

/** A text file of at most 256 KiB unless told otherwise. */
export async function readText(path: string, cwd: string, maximumBytes = maximumPolicyBytes): Promise<string> {
  const bytes = await readBoundedFile(resolve(cwd, path), maximumBytes);
  if (bytes.byteLength > maximumBytes)
    throw new AarError('INPUT_TOO_LARGE', `${escapeForeign(path)} is larger than ${maximumBytes} bytes`);
  return Buffer.from(bytes).toString('utf8');
}

/** Every file in a folder of kept responses. */
export async function readEvidence(path: string, cwd: string): Promise<readonly Uint8Array[]> {
  const folder = resolve(cwd, path);
  let names: string[];
  try {
    names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (cause) {
    throw new AarError(
      'FILE_UNREADABLE',
      `${escapeForeign(path)} cannot be read (${systemCode(cause)}); check the path`,
      { cause },
    );
  }
  const responses: Uint8Array[] = [];
  let left = mostEvidenceBytes;
  for (const name of names.toSorted()) {
    const bytes = await readBoundedFile(join(folder, name), left);
    left -= bytes.byteLength;
    if (left < 0)
      throw new AarError(
        'INPUT_TOO_LARGE',
        `the files in ${escapeForeign(path)} exceed ${mostEvidenceBytes} bytes together`,
      );
    responses.push(bytes);
  }
  return responses;
}

/** The proof that lies beside a record, if there is one. */
export async function readSidecar(file: string, cwd: string): Promise<string | undefined> {
  const path = `${file}.tlog-proof`;
  try {
    await access(resolve(cwd, path));
  } catch {
    return undefined;
  }
  return readText(path, cwd);
}

function readLevel(text: string | undefined): Exclude<ConformanceLevel, 'FAIL'> {
  const level = conformanceLevels.find((known) => known === (text ?? 'L0'));
  if (level === undefined || level === 'FAIL')
    throw new AarError('USAGE', `--min-level ${escapeForeign(text ?? '')} is none of L0, L1, L2, L3`);
  return level;
}

function readIndependence(text: string): Independence {
  const known = independences.find((each) => each === text);
  if (known === undefined)
    throw new AarError('USAGE', `--independence ${escapeForeign(text)} is none of ${independences.join(', ')}`);
  return known;
}
