import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const workspaces = ['packages', 'apps'].flatMap((group) =>
  readdirSync(new URL(group, import.meta.url)).map((name) => ({ name, root: `./${group}/${name}` })),
);

const sourceCondition = ['@machinist/source'];

export default defineConfig({
  resolve: { conditions: sourceCondition },
  ssr: { resolve: { conditions: sourceCondition } },
  test: {
    allowOnly: false,
    fsModuleCache: false,
    maxWorkers: 3,
    // Tests start hundreds of Node children from source; without a cache each strips the same types again.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url)) },
    projects: [...workspaces, { name: 'workspace', root: './scripts' }].map(({ name, root }) => ({
      extends: true,
      test: {
        name,
        root,
        include: ['test/**/*.{test,prop.test,int.test,pin.test}.ts'],
        exclude: ['**/fixtures/**', '**/node_modules/**'],
        expect: { requireAssertions: true },
        testTimeout: 30_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
