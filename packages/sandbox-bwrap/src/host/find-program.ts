import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

const defaultPath = '/usr/local/bin:/usr/bin:/bin';

/** The absolute path of an executable in `searchPath` (default: this process's PATH), or null. */
export function findProgram(name: string, searchPath: string | undefined = process.env['PATH']): string | null {
  for (const directory of (searchPath ?? defaultPath).split(':')) {
    const candidate = join(directory, name);
    if (directory.startsWith('/') && isExecutable(candidate)) return candidate;
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
