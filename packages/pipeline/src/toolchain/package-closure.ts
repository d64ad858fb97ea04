import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { PipelineError } from '../errors.ts';

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
});
type Manifest = z.infer<typeof manifestSchema>;

/** One installed package and the place it gets below the hoisted `node_modules`. */
export interface PlacedPackage {
  readonly name: string;
  readonly version: string;
  /** Real folder of the installed package. */
  readonly source: string;
  /** Path relative to the layout's root, such as `node_modules/chai`. */
  readonly target: string;
}

/**
 * Everything `rootNames` need at run time, found by Node's own look-up rule (so that pnpm's links and npm's flat layout both work)
 * and placed flat; a second version of a name goes below the package that asked for it.
 * Throws `TOOLCHAIN_MISSING` when something required is not installed.
 */
export function resolvePackageClosure(fromDirectory: string, rootNames: readonly string[]): readonly PlacedPackage[] {
  const placed = new Map<string, PlacedPackage>();
  const queue = rootNames.map((name) => ({ name, requirer: fromDirectory, requirerTarget: '', required: true }));
  for (let wanted = queue.shift(); wanted !== undefined; wanted = queue.shift()) {
    const source = findInstalledPackage(wanted.requirer, wanted.name);
    if (source === undefined) {
      if (!wanted.required) continue;
      throw new PipelineError(
        'TOOLCHAIN_MISSING',
        `the package ${wanted.name}, needed by ${wanted.requirer}, is not installed; reinstall the dependencies of @machinist/pipeline`,
      );
    }
    const target = chooseTarget(placed, wanted.name, source, wanted.requirerTarget);
    if (placed.has(target)) continue;
    const manifest = readManifest(source);
    placed.set(target, { name: wanted.name, version: manifest.version, source, target });
    for (const [name, required] of neededPackages(manifest)) {
      queue.push({ name, requirer: source, requirerTarget: target, required });
    }
  }
  return [...placed.values()].toSorted((left, right) => (left.target < right.target ? -1 : 1));
}

function chooseTarget(
  placed: ReadonlyMap<string, PlacedPackage>,
  name: string,
  source: string,
  requirerTarget: string,
): string {
  const hoisted = `node_modules/${name}`;
  const present = placed.get(hoisted);
  return present === undefined || present.source === source ? hoisted : join(requirerTarget, hoisted);
}

function neededPackages(manifest: Manifest): ReadonlyMap<string, boolean> {
  const needed = new Map<string, boolean>();
  for (const name of Object.keys(manifest.dependencies)) needed.set(name, true);
  for (const name of Object.keys(manifest.optionalDependencies)) needed.set(name, false);
  for (const name of Object.keys(manifest.peerDependencies)) {
    // Optional peers (browsers, coverage providers) are not part of a run of the gate.
    if (manifest.peerDependenciesMeta[name]?.optional !== true && !needed.has(name)) needed.set(name, true);
  }
  return needed;
}

function findInstalledPackage(fromDirectory: string, name: string): string | undefined {
  for (let directory = fromDirectory; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(directory) === directory) return undefined;
  }
}

function readManifest(directory: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')));
}
