import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStandInServer } from '@machinist/llm-client/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { documentOf, machinist, temporaryFolder } from '../machinist.ts';

const diagnosisSchema = z.strictObject({
  id: z.string(),
  status: z.enum(['ok', 'warning', 'error']),
  message: z.string(),
  remedy: z.string().optional(),
});
const reportSchema = z.strictObject({
  formatVersion: z.literal(1),
  usable: z.boolean(),
  checks: z.array(diagnosisSchema),
});
type Diagnosis = z.infer<typeof diagnosisSchema>;

async function diagnose(
  options: { readonly cwd?: string; readonly env?: Record<string, string>; readonly argv?: string[] } = {},
): Promise<{
  readonly exitCode: number | undefined;
  readonly of: (id: string) => Diagnosis | undefined;
  readonly all: Diagnosis[];
}> {
  const { cwd = temporaryFolder(), env = {}, argv = [] } = options;
  const ended = await machinist(['doctor', '--json', ...argv], { cwd, env });
  const { checks } = reportSchema.parse(documentOf(ended));
  return { exitCode: ended.exitCode, all: checks, of: (id) => checks.find((each) => each.id === id) };
}

describe('doctor', () => {
  it('is content without Ollama and without a key, and gives a fix for everything that is not ok', async () => {
    const { exitCode, all, of } = await diagnose();
    expect(exitCode).toBe(0);
    expect(all.map(({ id }) => id)).toStrictEqual(
      expect.arrayContaining([
        'node',
        'sandbox/bwrap',
        'sandbox/launch',
        'python',
        'ollama',
        'registry',
        'signing key',
      ]),
    );
    expect(all.filter(({ status, remedy }) => status !== 'ok' && (remedy ?? '') === '')).toStrictEqual([]);
    expect(of('ollama')).toMatchObject({ status: 'warning' });
    expect(of('ollama')?.remedy).toContain('sample:slugify');
  });

  it('names the Python that it would use, and says how to get one where it is incomplete; TypeScript works on', async () => {
    const complete = await diagnose();
    expect(complete.of('python')).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(
        /^Python 3\.\d+\.\d+ at \/.* with pytest .*, hypothesis .*, mypy .*, pyflakes .*, bandit /,
      ),
    });
    const { exitCode, of } = await diagnose({ env: { MACHINIST_PYTHON: '/nowhere/python3' } });
    expect(exitCode).toBe(0);
    expect(of('python')).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('/nowhere/python3 does not run'),
      remedy: expect.stringContaining('MACHINIST_PYTHON'),
    });
  });

  it('names version and models of a server that answers', async () => {
    const server = await startStandInServer({ version: '0.33.0', models: [{ name: 'llama3.2:latest' }] });
    onTestFinished(() => server.close());
    const { of } = await diagnose({ env: { OLLAMA_HOST: server.url } });
    expect(of('ollama')).toMatchObject({ status: 'ok', message: `Ollama 0.33.0 at ${server.url} (from OLLAMA_HOST)` });
    expect(of('models')).toMatchObject({ status: 'ok', message: 'llama3.2:latest' });
  });

  it('tells of an address that is none, a registry that is none and a key that is not there, and exits 69', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'other'));
    writeFileSync(join(cwd, 'other', 'file'), '');
    const env = { OLLAMA_HOST: 'ftp://x', MACHINIST_KEY: 'nokey.json', MACHINIST_REGISTRY: 'other' };
    const { exitCode, of } = await diagnose({ cwd, env });
    expect(exitCode).toBe(69);
    expect(of('ollama')).toMatchObject({ status: 'warning' });
    expect(of('registry')).toMatchObject({ status: 'error' });
    expect(of('signing key')).toMatchObject({ status: 'error' });
  });

  it('tells that a registry several new folders deep can be made', async () => {
    const { of } = await diagnose({ argv: ['--registry', 'a/b/c'] });
    expect(of('registry')).toMatchObject({ status: 'ok' });
  });

  it('exits 69 without Bubblewrap and says how to install it, for people too', async () => {
    const cwd = temporaryFolder();
    const { exitCode, stdout } = await machinist(['doctor'], { cwd, env: { PATH: cwd } });
    expect(exitCode).toBe(69);
    expect(stdout).toMatch(/✗ sandbox\/bwrap .*\n {2}→ .*apt-get install bubblewrap/);
  });
});
