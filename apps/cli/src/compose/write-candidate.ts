import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CandidateFiles } from '@machinist/pipeline';
import { CliError } from '../errors.ts';

const mostFolders = 1000;

/**
 * Writes a candidate into a new folder and returns its path. `directory` must not exist; without one the folder is
 * `<parent>/<name>`, with a number when that holds another candidate. Nothing is ever overwritten.
 */
export function writeCandidate(
  files: CandidateFiles,
  options: { readonly directory?: string | undefined; readonly parent: string; readonly name: string },
): string {
  const directory =
    options.directory === undefined
      ? claimNumbered(join(options.parent, options.name), files)
      : claim(options.directory);
  if (directory === undefined) throw alreadyThere(options.directory ?? options.parent);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

/** Throws when `directory` is there: better before the model starts than when its work is to be written. */
export function refuseExisting(directory: string): void {
  if (existsSync(directory)) throw alreadyThere(directory);
}

function alreadyThere(directory: string): CliError {
  return new CliError('FILE_UNUSABLE', `${directory} exists already; choose a new folder with --out`);
}

function claimNumbered(base: string, files: CandidateFiles): string | undefined {
  for (let number = 1; number <= mostFolders; number += 1) {
    const directory = number === 1 ? base : `${base}-${number}`;
    if (claim(directory) !== undefined || holds(directory, files)) return directory;
  }
  return undefined;
}

/** True when every file is there already with this content. */
function holds(directory: string, files: CandidateFiles): boolean {
  try {
    return Object.entries(files).every(([path, content]) => readFileSync(join(directory, path), 'utf8') === content);
  } catch {
    return false;
  }
}

function claim(directory: string): string | undefined {
  try {
    mkdirSync(dirname(directory), { recursive: true });
    mkdirSync(directory);
    return directory;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return undefined;
    throw new CliError('FILE_UNUSABLE', `cannot make the folder ${directory}: ${String(cause)}`, { cause });
  }
}
