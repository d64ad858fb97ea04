import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startStandInServer } from '../src/testing.ts';

const packageUrl = new URL('../', import.meta.url);
const readme = await readFile(new URL('README.md', packageUrl), 'utf8');

/** The block that follows a line `<!-- name -->`. */
function block(name: string): string {
  const [, text] = new RegExp(`<!-- ${name} -->\\n+\`\`\`\\w*\\n([\\s\\S]*?)\`\`\``).exec(readme) ?? [];
  return text ?? '';
}

async function run(example: string, host: string): Promise<string> {
  const program = fileURLToPath(new URL(`examples/${example}.ts`, packageUrl));
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@machinist/source', program], {
    env: { OLLAMA_HOST: host },
  });
  return stdout;
}

describe('README', () => {
  it.each(['structured', 'replay', 'stand-in'])('shows examples/%s.ts and what it really prints', async (example) => {
    const server = await startStandInServer({
      replies: ['{"name":"Ada Lovelace","mail":"unknown"}', '{"name":"Ada Lovelace","mail":"ada@example.org"}'],
    });
    expect(block(example)).toBe(await readFile(new URL(`examples/${example}.ts`, packageUrl), 'utf8'));
    expect(block(`${example} output`)).toBe(await run(example, server.url));
    await server.close();
  });

  it('shows what happens without a server', async () => {
    expect(block('structured without a server')).toBe(await run('structured', '127.0.0.1:9'));
  });

  it('lists every error code', async () => {
    const source = await readFile(new URL('src/errors.ts', packageUrl), 'utf8');
    const union = source.slice(source.indexOf('export type LlmErrorCode'), source.indexOf('/** One failed attempt'));
    const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(25);
    expect(codes.filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });
});
