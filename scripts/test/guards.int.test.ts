import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCoreEscapes } from '../checks/core-imports.mjs';
import { findLockfileUrls } from '../checks/lockfile-urls.mjs';

const root = dirname(dirname(import.meta.dirname));
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

let tree: string;

/** A workspace of the same rules with one leaf and one orchestrator, to break one rule at a time. */
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'guards-'));
  for (const file of ['.oxlintrc.json', '.oxfmtrc.json', 'turbo.json', 'pnpm-workspace.yaml', 'tsconfig.base.json']) {
    cpSync(join(root, file), join(tree, file));
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  write('package.json', '{ "name": "tree", "private": true, "type": "module", "packageManager": "pnpm@12.21.0" }\n');
  write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
  for (const [name, tag] of [
    ['leaf', 'leaf'],
    ['boss', 'orchestrator'],
  ] as const) {
    write(`packages/${name}/package.json`, `{ "name": "@t/${name}", "version": "1.0.0", "type": "module" }\n`);
    write(`packages/${name}/turbo.json`, `{ "extends": ["//"], "tags": ["${tag}"] }\n`);
    write(`packages/${name}/tsconfig.json`, '{ "extends": "../../tsconfig.base.json", "include": ["src"] }\n');
    write(`packages/${name}/src/core/pure.ts`, 'export const answer = 42;\n');
    write(`packages/${name}/src/errors.ts`, 'export const code = 1;\n');
  }
  // Ignored, or the linter would walk the whole tool chain through the link.
  write('.gitignore', 'node_modules\n');
  run('git', ['init', '-q']);
});

afterEach(() => rmSync(tree, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), content);
}

function run(command: string, args: string[]): { status: number | null; output: string } {
  const outcome = spawnSync(command, args, {
    cwd: tree,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  return { status: outcome.status, output: `${outcome.stdout}${outcome.stderr}` };
}

const lint = () => run(bin('oxlint'), ['--type-aware', '--deny-warnings', 'packages']);

describe('the guards of the landing check fire', () => {
  it('lint accepts the clean tree', () => {
    const { status, output } = lint();
    expect(output).toContain('0 errors');
    expect(status).toBe(0);
  });

  it.each([
    ['an effect module', "import { readFileSync } from 'node:fs';\nexport const text = readFileSync('x', 'utf8');\n"],
    [
      'randomness from node:crypto',
      "import { randomBytes } from 'node:crypto';\nexport const bytes = randomBytes(4);\n",
    ],
    ['the clock', 'export const now = Date.now();\n'],
    ['Math.random', 'export const roll = Math.random();\n'],
    ['fetch', "export const page = fetch('http://127.0.0.1');\n"],
    ['execa', "import { execa } from 'execa';\nexport const start = execa;\n"],
  ])('lint refuses %s in core/', (_what, source) => {
    write('packages/leaf/src/core/impure.ts', source);
    const { status, output } = lint();
    expect(output).toContain('core/ is pure');
    expect(status).toBe(1);
  });

  it('lint refuses a file above 250 lines', () => {
    write(
      'packages/leaf/src/long.ts',
      Array.from({ length: 251 }, (_, line) => `export const v${line} = ${line};\n`).join(''),
    );
    const { status, output } = lint();
    expect(output).toContain('max-lines');
    expect(status).toBe(1);
  });

  it('lint refuses a floating promise and an import cycle', () => {
    write('packages/leaf/src/one.ts', "import { two } from './two.ts';\nexport const one = () => two;\n");
    write('packages/leaf/src/two.ts', "import { one } from './one.ts';\nexport const two = async () => one;\ntwo();\n");
    const { output } = lint();
    expect(output).toContain('no-floating-promises');
    expect(output).toContain('no-cycle');
  });

  it('the format check refuses an unformatted file', () => {
    expect(run(bin('oxfmt'), ['--check', 'packages/leaf/src']).status).toBe(0);
    write('packages/leaf/src/messy.ts', 'export const   messy=1\n');
    expect(run(bin('oxfmt'), ['--check', 'packages/leaf/src']).status).toBe(1);
  });

  it('the core import check refuses an import that leaves core', () => {
    expect(findCoreEscapes(tree)).toEqual([]);
    write('packages/leaf/src/core/leak.ts', "import { effect } from '../effect.ts';\nexport const leak = effect;\n");
    write('packages/leaf/src/core/fine.ts', "import { code } from '../errors.ts';\nexport const fine = code;\n");
    expect(findCoreEscapes(tree)).toEqual(['packages/leaf/src/core/leak.ts -> ../effect.ts']);
  });

  it('the lock file check refuses a URL', () => {
    expect(findLockfileUrls(tree)).toEqual([]);
    write('pnpm-lock.yaml', 'resolution: {tarball: https://127.0.0.1/x.tgz}\n');
    expect(findLockfileUrls(tree)).toHaveLength(1);
  });

  it('boundaries accept the clean tree and refuse an orchestrator that uses a leaf', () => {
    expect(run(bin('turbo'), ['boundaries']).output).toContain('no issues found');
    write(
      'packages/boss/package.json',
      '{ "name": "@t/boss", "version": "1.0.0", "type": "module", "dependencies": { "@t/leaf": "workspace:^" } }\n',
    );
    write('packages/boss/src/use.ts', "import { answer } from '@t/leaf';\nexport const use = answer;\n");
    const { status, output } = run(bin('turbo'), ['boundaries']);
    expect(output).toContain('leaf');
    expect(status).toBe(1);
  });

  it('boundaries refuse a relative import into a sibling', () => {
    write(
      'packages/leaf/src/reach.ts',
      "import { answer } from '../../boss/src/core/pure.ts';\nexport const reach = answer;\n",
    );
    expect(run(bin('turbo'), ['boundaries']).status).toBe(1);
  });

  it('the unused check accepts what is imported and refuses an export that nobody imports', () => {
    write('knip.json', '{ "workspaces": { "packages/*": { "entry": ["src/index.ts"], "project": ["src/**/*.ts"] } } }');
    for (const name of ['leaf', 'boss']) {
      write(
        `packages/${name}/src/index.ts`,
        "export { answer } from './core/pure.ts';\nexport { code } from './errors.ts';\n",
      );
    }
    expect(run(bin('knip'), ['--include', 'files,exports']).status).toBe(0);
    write('packages/leaf/src/errors.ts', 'export const code = 1;\nexport const lonely = 2;\n');
    const { status, output } = run(bin('knip'), ['--include', 'files,exports']);
    expect(output).toContain('lonely');
    expect(status).toBe(1);
  });

  it('the type check refuses a wrong type', () => {
    expect(run(bin('tsc'), ['-p', 'packages/leaf/tsconfig.json']).status).toBe(0);
    write('packages/leaf/src/wrong.ts', "export const wrong: number = 'text';\n");
    const { status, output } = run(bin('tsc'), ['-p', 'packages/leaf/tsconfig.json']);
    expect(output).toContain('TS2322');
    expect(status).not.toBe(0);
  });
});
