// Fails when a file below src/core imports a sibling outside core (errors.ts and JSON excepted).
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const importPattern = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** Relative imports of core files that leave core/, as "file -> target" lines. */
export function findCoreEscapes(root) {
  const escapes = [];
  for (const file of globSync('{packages,apps}/*/src/core/**/*.ts', { cwd: root })) {
    const sourceDirectory = file.slice(0, file.indexOf('/src/') + 4);
    const coreDirectory = join(sourceDirectory, 'core');
    for (const [, specifier] of readFileSync(join(root, file), 'utf8').matchAll(importPattern)) {
      const target = normalize(join(dirname(file), specifier));
      const insideCore = !relative(coreDirectory, target).startsWith('..');
      if (!insideCore && target !== join(sourceDirectory, 'errors.ts')) escapes.push(`${file} -> ${specifier}`);
    }
  }
  return escapes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const escapes = findCoreEscapes(process.cwd());
  for (const line of escapes) console.error(`core import leaves core: ${line}`);
  process.exit(escapes.length === 0 ? 0 : 1);
}
