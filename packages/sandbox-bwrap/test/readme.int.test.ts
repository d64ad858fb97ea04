import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { policySchema } from '../src/core/policy-schema.ts';

const packageUrl = new URL('../', import.meta.url);
const readme = await readFile(new URL('README.md', packageUrl), 'utf8');
const examples = await readdir(new URL('examples/', packageUrl));

/** The block that follows a line `<!-- name -->`. */
function block(name: string): string {
  const [, text] = new RegExp(`<!-- ${name} -->\\n\`\`\`\\w*\\n([\\s\\S]*?)\`\`\``).exec(readme) ?? [];
  return text ?? '';
}

describe('the README', () => {
  it.each(examples.map((file) => file.replace(/\.ts$/, '')))(
    'shows examples/%s.ts and what it really prints',
    async (name) => {
      const program = fileURLToPath(new URL(`examples/${name}.ts`, packageUrl));
      const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@machinist/source', program]);
      expect(block(name)).toBe(await readFile(program, 'utf8'));
      expect(block(`${name} output`)).toBe(stdout);
    },
  );

  it('explains every key of a policy', () => {
    const keys = Object.keys(policySchema.shape);
    expect(keys.filter((key) => !new RegExp(`^\\|.*\`${key}\``, 'm').test(readme))).toEqual([]);
  });
});
