import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PipelineError } from '../errors.ts';

/** The folder of this package, whether it runs from `src` or from the packed `dist`. */
export function findPackageRoot(from: string = import.meta.url): string {
  let directory = dirname(fileURLToPath(from));
  for (;;) {
    const manifestPath = join(directory, 'package.json');
    if (existsSync(manifestPath) && isOurManifest(manifestPath)) return directory;
    const parent = dirname(directory);
    if (parent === directory) {
      throw new PipelineError(
        'TOOLCHAIN_MISSING',
        `the package folder of @machinist/pipeline was not found above ${fileURLToPath(from)}; install the package instead of copying single files out of it`,
      );
    }
    directory = parent;
  }
}

function isOurManifest(manifestPath: string): boolean {
  const manifest: unknown = JSON.parse(readFileSync(manifestPath, 'utf8'));
  return (
    typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === '@machinist/pipeline'
  );
}
