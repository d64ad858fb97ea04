import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SandboxOutputs } from '@machinist/sandbox-bwrap';
import { CliError } from '../errors.ts';

/**
 * Writes what a sandboxed command left into a folder that must not exist yet. The sandbox vouches for the paths: relative,
 * without `..`. Nothing becomes executable.
 */
export function writeOutputs(outputs: SandboxOutputs, directory: string): void {
  try {
    mkdirSync(dirname(directory), { recursive: true });
    mkdirSync(directory);
    for (const { path, content } of outputs.files) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content, { flag: 'wx', mode: 0o644 });
    }
  } catch (cause) {
    throw new CliError('FILE_UNUSABLE', `cannot write the command's files to ${directory}: ${String(cause)}`, {
      cause,
    });
  }
}
