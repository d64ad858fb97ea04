import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Copies one installed package without its own `node_modules` (those are placed by the closure) and readable by every uid.
 * A copy, not a hard link: a later edit in `node_modules` must not reach a tool chain whose hash is already on record.
 */
export async function copyPackage(source: string, target: string): Promise<void> {
  await makeReadableDirectory(target);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    if (entry.isDirectory()) await copyPackage(from, to);
    else if (entry.isFile()) await copyReadable(from, to);
  }
}

/** Copies one file, as a copy-on-write clone where the file system can, readable (and executable if it was) by every uid. */
export async function copyReadable(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const { mode } = await stat(from);
  await chmod(to, (mode & 0o100) === 0 ? 0o444 : 0o555);
}

/** Creates a folder (and what is missing above it) that every uid can enter, whatever the umask. */
export async function makeReadableDirectory(directory: string): Promise<void> {
  const firstCreated = await mkdir(directory, { recursive: true });
  if (firstCreated === undefined) return;
  for (let made = directory; made.length >= firstCreated.length; made = dirname(made)) await chmod(made, 0o755);
}
