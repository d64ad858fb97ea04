import { constants, fstatSync } from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { outputName, skippedName } from '../core/output-name.ts';
import type { OutputCaps } from '../core/output-request.ts';
import type { OutputFile, SandboxOutputs, SkipReason } from './sandbox-outputs.ts';

const depthMax = 32;
const skippedMax = 100;
/** Entries looked at for each file allowed: a folder of a million links must not keep us for long. */
const entriesPerFile = 4;
/** Opening anything else than a file or folder this way neither waits nor follows. */
const carefully = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Reads what lies below an open folder whose writers are all dead. Nothing is followed, and everything is opened first and
 * looked at then, so that no name can come to mean something else in between. Never rejects.
 */
export async function collectOutputs(folder: number, caps: OutputCaps): Promise<SandboxOutputs> {
  const files: OutputFile[] = [];
  const skipped: { readonly path: string; readonly reason: SkipReason }[] = [];
  let complete = true;
  let remainingBytes = caps.maxBytes;
  let remainingEntries = (caps.maxFiles + 1) * entriesPerFile;

  function skip(path: string, reason: SkipReason): void {
    complete = false;
    if (skipped.length < skippedMax) skipped.push({ path, reason });
  }

  async function take(handle: FileHandle, path: string): Promise<void> {
    const { size } = await handle.stat();
    if (size > remainingBytes) return skip(path, 'too-large');
    const content = await handle.readFile();
    remainingBytes -= content.length;
    files.push({ path, content });
  }

  /** False when nothing more is to be looked at. */
  async function visit(directory: number, prefix: string, depth: number): Promise<boolean> {
    // One byte of a name is one character of this encoding, so that no name is lost.
    for await (const { name: latin } of await opendir(`/proc/self/fd/${directory}`, { encoding: 'latin1' })) {
      const bytes = Buffer.from(latin, 'latin1');
      const name = outputName(bytes);
      const shown = `${prefix}${name ?? skippedName(bytes)}`;
      remainingEntries -= 1;
      if (files.length >= caps.maxFiles || remainingEntries < 0) {
        skip(shown, 'too-many');
        return false;
      }
      if (name === null) {
        skip(shown, 'name');
        continue;
      }
      const handle = await tryOpen(Buffer.concat([Buffer.from(`/proc/self/fd/${directory}/`), bytes]));
      if (typeof handle === 'string') {
        skip(shown, handle);
        continue;
      }
      try {
        const stats = await handle.stat();
        // Another file system is a policy's mount, not something the run made.
        if (stats.dev !== device) skip(shown, 'not-a-regular-file');
        else if (stats.isFile()) await take(handle, shown);
        else if (!stats.isDirectory()) skip(shown, 'not-a-regular-file');
        else if (depth === depthMax) skip(shown, 'too-deep');
        else if (!(await visit(handle.fd, `${shown}/`, depth + 1))) return false;
      } catch {
        skip(shown, 'unreadable');
      } finally {
        await handle.close();
      }
    }
    return true;
  }

  const device = fstatSync(folder).dev;
  await visit(folder, '', 0).catch(() => skip('.', 'unreadable'));
  const byPath = files.toSorted((left, right) => (left.path < right.path ? -1 : 1));
  return { files: byPath, skipped, complete };
}

async function tryOpen(path: Buffer): Promise<FileHandle | SkipReason> {
  try {
    return await open(path, carefully);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    // A link cannot be opened at all this way, nor can a socket or a device without a driver.
    return code === 'ELOOP' || code === 'ENXIO' || code === 'ENODEV' ? 'not-a-regular-file' : 'unreadable';
  }
}
