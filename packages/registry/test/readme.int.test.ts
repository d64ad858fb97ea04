import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const example = new URL('../examples/admit-and-verify.ts', import.meta.url);
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';
}

describe('the README', () => {
  it('shows the example as it is, and the output it really has', async () => {
    expect(block('ts')).toBe(readFileSync(example, 'utf8'));
    const argv = ['--conditions=@machinist/source', fileURLToPath(example)];
    const { stdout } = await promisify(execFile)(process.execPath, argv);
    expect(block('text')).toBe(stdout);
  });
});
