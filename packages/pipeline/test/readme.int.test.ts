import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const packageDirectory = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageDirectory, 'README.md'), 'utf8');
const blocks = [
  ...readme.matchAll(
    /`examples\/(?<name>[\w-]+\.ts)`:\n\n```ts\n(?<source>[\s\S]*?)```\n\nprints\n\n```\n(?<output>[\s\S]*?)```/g,
  ),
];

describe('the examples of the README', () => {
  it('are all the examples there are', () => {
    expect(blocks.map(({ groups }) => groups?.['name'] ?? '').toSorted()).toEqual(
      readdirSync(join(packageDirectory, 'examples')).toSorted(),
    );
  });

  it.each(blocks.map(({ groups }) => [groups?.['name'] ?? '', groups?.['source'], groups?.['output']]))(
    '%s is the file, and prints what the README shows',
    async (name, source, output) => {
      const path = join(packageDirectory, 'examples', name ?? '');
      expect(readFileSync(path, 'utf8')).toBe(source);
      const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@machinist/source', path]);
      expect(stdout).toBe(output);
    },
  );
});
