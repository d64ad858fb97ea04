import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxFile } from '../../core/gate/judge-files.ts';
import { findPackageRoot } from '../../toolchain/package-root.ts';

const cache = new Map<string, string>();

/** Folder of the scripts that run inside sandboxes; they ship as source, so that what runs there can be read. */
export function runtimeDirectory(): string {
  return join(findPackageRoot(), 'src', 'languages', 'python', 'runtime');
}

/** Runtime scripts as files of a sandbox, below `directory`. */
export function runtimeFiles(directory: string, names: readonly string[]): readonly SandboxFile[] {
  return names.map((name) => {
    const content = cache.get(name) ?? readFileSync(join(runtimeDirectory(), name), 'utf8');
    cache.set(name, content);
    return { to: `${directory}/${name}`, content };
  });
}
