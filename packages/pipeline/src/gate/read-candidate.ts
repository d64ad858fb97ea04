import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Candidate,
  candidateFileCaps,
  type CandidateFiles,
  parseCandidate,
  quoteName,
} from '../core/candidate.ts';
import { PipelineError } from '../errors.ts';

/**
 * Reads a candidate folder: whitelisted names only, no links, no special files, capped sizes, valid UTF-8.
 * Throws `CANDIDATE_INVALID` or `SPEC_INVALID`.
 */
export async function readCandidate(directory: string): Promise<Candidate> {
  const files: Record<string, string> = {};
  for (const name of await listFiles(directory)) files[name] = await readCandidateFile(directory, name);
  return parseCandidate(files satisfies CandidateFiles);
}

async function listFiles(directory: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const entry of await listEntries(directory)) {
    if (entry.name === 'tests' && entry.isDirectory()) {
      for (const inner of await listEntries(join(directory, 'tests')))
        names.push(checkedName(`tests/${inner.name}`, inner.isFile()));
    } else names.push(checkedName(entry.name, entry.isFile()));
  }
  return names;
}

async function listEntries(directory: string): ReturnType<typeof readDirectory> {
  try {
    const status = await lstat(directory);
    if (!status.isDirectory())
      throw refusal(`${quoteName(directory)} is not a folder`, 'name the folder that holds spec.json');
    return await readDirectory(directory);
  } catch (error) {
    if (PipelineError.isInstance(error)) throw error;
    throw refusal(`${quoteName(directory)} cannot be read`, 'name a folder that exists and may be read', error);
  }
}

const readDirectory = (directory: string) => readdir(directory, { withFileTypes: true });

function checkedName(name: string, isFile: boolean): string {
  if (!candidateFileCaps.has(name))
    throw refusal(
      `"${quoteName(name)}" is not a file of a candidate`,
      'only spec.json, the tool file and the three suites in tests/ may be there',
    );
  if (!isFile)
    throw refusal(
      `${name} is not a plain file`,
      'links, folders and special files are refused; put the file itself there',
    );
  return name;
}

async function readCandidateFile(directory: string, name: string): Promise<string> {
  const capBytes = candidateFileCaps.get(name) ?? 0;
  let bytes: Buffer;
  try {
    // The entry may have been swapped since it was listed: no link is followed, no pipe is waited for.
    await using file = await open(
      join(directory, name),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    if (!(await file.stat()).isFile()) throw refusal(`${name} is not a plain file`, 'put the file itself there');
    const buffer = Buffer.alloc(capBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length > capBytes) break;
    }
    if (length > capBytes) throw refusal(`${name} is larger than ${capBytes} bytes`, 'make it smaller');
    bytes = buffer.subarray(0, length);
  } catch (error) {
    if (PipelineError.isInstance(error)) throw error;
    throw refusal(`${name} cannot be read`, 'make it a plain readable file', error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw refusal(`${name} is not valid UTF-8`, 'save it as UTF-8', error);
  }
}

function refusal(what: string, action: string, cause?: unknown): PipelineError {
  return new PipelineError('CANDIDATE_INVALID', `${what}; ${action}`, { cause });
}
