import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { refusalCodes } from '@machinist/aar-signer';
import { warningCodes } from '../src/core/find-warnings.ts';

const root = new URL('../', import.meta.url);
const readme = await readFile(new URL('README.md', root), 'utf8');
const run = promisify(execFile);
const snippets = [
  ...readme.matchAll(/<!-- (examples\/[\w-]+\.ts) -->\n\n```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g),
];

describe('the README', () => {
  it('shows every example of the package', async () => {
    const files = (await readdir(new URL('examples/', root))).map((name) => `examples/${name}`);
    expect(snippets.map(([, file = '']) => file).toSorted()).toEqual(files.toSorted());
  });

  it.each(snippets.map(([, file, code, output]) => ({ file: file!, code, output: output! })))(
    'shows $file as it is, with the output it really has',
    async ({ file, code, output }) => {
      expect(await readFile(new URL(file, root), 'utf8')).toBe(code);
      const { stdout } = await run(process.execPath, [
        '--conditions=@machinist/source',
        fileURLToPath(new URL(file, root)),
      ]);
      expect(stdout.trimEnd()).toBe(output.trimEnd());
    },
  );

  it('explains every refusal and warning', () => {
    const explained = [...readme.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, code]) => code);
    expect([...refusalCodes, ...warningCodes].filter((code) => !explained.includes(code))).toEqual([]);
  });
});
