// Fails when the lock file holds a URL: then an install would ask a host that the user did not configure.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Lines of the lock file at `root` that name a URL. */
export function findLockfileUrls(root) {
  const lines = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8').split('\n');
  return lines.filter((line) => /\b(?:https?|git|ssh):\/\//.test(line));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = findLockfileUrls(process.cwd());
  for (const line of found) console.error(`URL in pnpm-lock.yaml: ${line.trim()}`);
  process.exit(found.length === 0 ? 0 : 1);
}
