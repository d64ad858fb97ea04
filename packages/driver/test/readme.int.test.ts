import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (kind: string): string[][] =>
  [...readme.matchAll(new RegExp(`^\`\`\`\\w+ ${kind}=(\\S+)\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, file, text]) => [
    file!,
    text!,
  ]);

describe('the README', () => {
  it.each(blocks('file'))('shows %s as it is', (file, text) => {
    expect(text).toBe(readFileSync(join(root, file), 'utf8'));
  });

  it.each(blocks('output'))('shows what %s prints', (file, text) => {
    const printed = execFileSync(process.execPath, ['--conditions=@machinist/source', join(root, file)], {
      encoding: 'utf8',
    });
    expect(printed).toBe(text);
    expect(existsSync('/tmp/never-run')).toBe(false);
  });

  it('has both kinds of blocks, and no TypeScript that is not executed', () => {
    expect([blocks('file').length, blocks('output').length]).toEqual([2, 2]);
    expect(readme.match(/^```ts$/gm)).toBeNull();
  });

  it('names every error code', () => {
    const source = readFileSync(join(root, 'src', 'errors.ts'), 'utf8');
    for (const [, code] of source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)) expect(readme).toContain(`| \`${code}\` |`);
  });
});
