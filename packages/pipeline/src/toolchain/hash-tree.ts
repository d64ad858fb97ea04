import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** SHA-256 (hex) over every file's path, executable bit and content below `directory`, in path order; `skip` names are left out. */
export async function hashTree(directory: string, skip: readonly string[] = []): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const total = createHash('sha256');
  for (const path of paths) {
    const name = path.slice(directory.length + 1);
    if (skip.includes(name)) continue;
    const { mode } = await stat(path);
    const contentHash = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    total.update(`${JSON.stringify(name)} ${(mode & 0o100) === 0 ? '-' : 'x'} ${contentHash}\n`);
  }
  return total.digest('hex');
}
