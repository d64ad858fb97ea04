import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const packageFolders = [
  ...readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name)),
  join(root, 'apps/cli'),
];

const bin = (name: string): string => join(root, 'packages/registry/node_modules/.bin', name);

let folder: string;
let project: string;

function run(command: string, args: readonly string[], cwd: string): { status: number | null; output: string } {
  const outcome = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, XDG_CONFIG_HOME: folder } });
  return { status: outcome.status, output: `${outcome.stdout}${outcome.stderr}${outcome.error?.message ?? ''}` };
}

/** What a user gets: the tarballs that would be published, installed by npm into an empty project. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'packed-'));
  project = join(folder, 'project');
  const tarballs = join(folder, 'tarballs');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "user", "private": true, "type": "module" }\n');
  for (const packageFolder of packageFolders) {
    const packed = run('pnpm', ['pack', '--pack-destination', tarballs], packageFolder);
    if (packed.status !== 0) throw new Error(packed.output);
  }
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  const installed = run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...files], project);
  if (installed.status !== 0) throw new Error(installed.output);
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed packages, installed by npm into an empty project', () => {
  it('each library can be imported by its name', () => {
    const names = readdirSync(join(project, 'node_modules/@machinist')).toSorted();
    expect(names).toEqual(['aar-signer', 'driver', 'llm-client', 'pipeline', 'registry', 'sandbox-bwrap']);
    for (const name of names) {
      const script = `import * as library from '@machinist/${name}'; console.log(Object.keys(library).length > 3);`;
      const { status, output } = run(process.execPath, ['--input-type=module', '--eval', script], project);
      expect({ name, status, output: output.trim() }).toEqual({ name, status: 0, output: 'true' });
    }
  });

  it('the machinist command forges, checks and promotes the sample tool', () => {
    const machinist = join(project, 'node_modules/.bin/machinist');
    const registry = join(folder, 'registry');
    const args = ['forge', '--model', 'sample:slugify', '--yes', '--registry', registry, '--no-color'];
    const { status, output } = run(machinist, args, project);
    expect(output).toContain('slugify');
    expect(status).toBe(0);
    expect(run(machinist, ['registry', 'verify', 'slugify', '--registry', registry], project).status).toBe(0);
  }, 120_000);

  it('the aar command makes a key and shows its help', () => {
    const aar = join(project, 'node_modules/.bin/aar');
    expect(run(aar, ['--help'], project).output).toContain('verify');
  });
});

describe('the package checks fire', () => {
  it('publint and attw accept the registry package and refuse it when its declarations are missing', () => {
    const copy = join(folder, 'broken');
    cpSync(join(project, 'node_modules/@machinist/registry'), copy, { recursive: true });
    const publint = () => run(bin('publint'), ['--strict'], copy);
    const attw = () => run(bin('attw'), ['--pack', '.', '--profile', 'esm-only'], copy);
    expect(publint().status).toBe(0);
    expect(attw().status).toBe(0);
    rmSync(join(copy, 'dist/index.d.ts'));
    expect(publint().status).toBe(1);
    expect(attw().status).toBe(1);
  }, 60_000);
});
