import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPackageRoot } from '../../toolchain/package-root.ts';
import { stripTypes } from './strip-types.ts';

/** The scripts of this package that run inside sandboxes. */
export type RuntimeScript =
  | 'wire-codec'
  | 'fields-of'
  | 'argument-key'
  | 'tool-pipes'
  | 'apply-changes'
  | 'canary-tools'
  | 'change-surroundings'
  | 'host-answer'
  | 'host-frames'
  | 'tool-host'
  | 'mutant-host'
  | 'judge-client'
  | 'judge-session'
  | 'judge-setup'
  | 'judge-runner'
  | 'serve-repeats'
  | 'repeat-test'
  | 'judge-reporter';

const coreScripts: ReadonlySet<RuntimeScript> = new Set(['wire-codec', 'fields-of', 'argument-key']);
const cache = new Map<RuntimeScript, string>();

/** One runtime script as JavaScript. They ship as source beside the bundle, so that what runs in the sandbox can be read. */
export function runtimeSource(script: RuntimeScript): string {
  const known = cache.get(script);
  if (known !== undefined) return known;
  const directory = coreScripts.has(script) ? ['core', 'gate'] : ['gate', 'runtime'];
  const source = readFileSync(join(findPackageRoot(), 'src', ...directory, `${script}.ts`), 'utf8');
  // Inside a sandbox all of them lie in one folder.
  const stripped = stripTypes(source).replaceAll(/from '\.[./a-z-]*\/([a-z-]+)\.ts'/g, "from './$1.mjs'");
  cache.set(script, stripped);
  return stripped;
}

/** Runtime scripts as files of a sandbox, below `directory`. */
export function runtimeFiles(
  directory: string,
  scripts: readonly RuntimeScript[],
): readonly { readonly to: string; readonly content: string }[] {
  return scripts.map((script) => ({ to: `${directory}/${script}.mjs`, content: runtimeSource(script) }));
}
