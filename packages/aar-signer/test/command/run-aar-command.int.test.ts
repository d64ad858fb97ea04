import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runAarCommand } from '@machinist/aar-signer';
import { createWorkspace, did } from '../fixtures/workspace.ts';

let workspace: Awaited<ReturnType<typeof createWorkspace>>;

beforeAll(async () => {
  workspace = await createWorkspace();
  await mkdir(join(workspace.folder, 'a-folder'));
  return workspace.remove;
});

/** The same command line inside this process. */
async function call(...argv: string[]) {
  const said = { stdout: '', stderr: '' };
  const status = await runAarCommand(argv, {
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    cwd: workspace.folder,
    now: () => new Date(),
  });
  return { status, ...said };
}

describe('runAarCommand', () => {
  it.each([
    [['verify'], 'USAGE'],
    [['verify', 'missing.json'], 'FILE_UNREADABLE'],
    [['verify', 'a-folder'], 'FILE_UNREADABLE'],
    [['verify', '--did-json', 'missing.json', 'record.json'], 'FILE_UNREADABLE'],
    [['verify', '--min-level', 'L9', 'record.json'], 'USAGE'],
    [['verify', '--unknown\n  conformance: L2', 'record.json'], 'USAGE'],
    [['sign', 'unsigned.json'], 'USAGE'],
    [['sign', '--priv', 'secrets/key.json'], 'USAGE'],
    [['sign', 'unsigned.json', 'record.json', '--priv', 'secrets/key.json'], 'USAGE'],
    [['sign', 'unsigned.json', '--priv', 'missing.json'], 'FILE_UNREADABLE'],
    [['sign', 'missing.json', '--priv', 'secrets/key.json'], 'FILE_UNREADABLE'],
    [['sign', 'unsigned.json', '--priv', 'unsigned.json'], 'PRIVATE_KEY_INVALID'],
    [['keygen', '--did', did], 'USAGE'],
    [['keygen', '--did', did, '--out-priv', 'record.json/key.json', '--out-did', 'd.json'], 'FILE_UNWRITABLE'],
    [['frobnicate'], 'USAGE'],
    [['constructor'], 'USAGE'],
    [['chain'], 'USAGE'],
    [['chain', '--resolve', 'record.json'], 'USAGE'],
    [['chain', 'missing.json'], 'FILE_UNREADABLE'],
    [['export', 'record.json', '--priv', 'secrets/key.json'], 'USAGE'],
    [['export', '--dsse', '--priv', 'secrets/key.json'], 'USAGE'],
    [['export', '--dsse', 'unsigned.json', '--priv', 'secrets/key.json'], 'SIG_MISSING'],
    [['log'], 'USAGE'],
    [['log', 'init'], 'USAGE'],
    [['log', 'toString', 'x'], 'USAGE'],
    [['log', 'init', 'a-log'], 'USAGE'],
    [['log', 'init', 'a-log', '--key', 'k', '--origin', 'a b'], 'OPTION_INVALID'],
    [['log', 'append', 'a-folder', 'record.json', '--key', 'secrets/key.json'], 'PRIVATE_KEY_INVALID'],
    [['log', 'append', 'a-folder', '--key', 'secrets/key.json'], 'USAGE'],
    [['log', 'prove', 'a-folder', 'record.json'], 'FILE_UNREADABLE'],
    [['verify', '--log-policy', 'record.json', 'record.json'], 'LOG_POLICY_INVALID'],
    [['verify', '--log-proof', 'record.json', 'record.json'], 'USAGE'],
    [['verify', '--evidence', 'missing', 'record.json'], 'FILE_UNREADABLE'],
    [['verify', '--independence', 'mine', 'record.json'], 'USAGE'],
    [['verify', '--at', 'noon', 'record.json'], 'USAGE'],
    [[], 'USAGE'],
  ])('answers %j with exit 64 and one line: %s', async (argv, code) => {
    const run = await call(...argv);
    expect(run).toMatchObject({ status: 64, stdout: '' });
    expect(run.stderr).toMatch(new RegExp(`^aar: ${code}: [ -~]+\\n$`));
  });

  it.each([
    [['verify', '--json', 'missing.json'], 'FILE_UNREADABLE'],
    [['--json', 'frobnicate'], 'USAGE'],
    [['sign', '--json', 'unsigned.json', '--priv', 'unsigned.json'], 'PRIVATE_KEY_INVALID'],
  ])('answers %j with one JSON document on stdout that names the error', async (argv, code) => {
    const run = await call(...argv);
    expect(run.stdout).toMatch(/^[ -~]+\n$/);
    expect(JSON.parse(run.stdout)).toEqual({ error: { code, message: expect.stringMatching(/./) } });
    expect(run).toMatchObject({ status: 64, stderr: expect.stringMatching(new RegExp(`^aar: ${code}: `)) });
  });

  it('takes what stands after -- for a file name, --json too', async () => {
    expect(await call('verify', '--', '--json')).toMatchObject({ status: 64, stdout: '' });
  });

  it('says the same as the command when that runs as a process', async () => {
    expect(await workspace.aar('verify', 'missing.json')).toEqual(await call('verify', 'missing.json'));
    const verify = ['verify', '--did-json', 'did.json', 'record.json', 'unsigned.json'];
    expect(await workspace.aar(...verify)).toEqual(await call(...verify));
  });

  it('explains itself with --help, exit 0', async () => {
    expect(await call('verify', '--help')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('Exit codes:'),
    });
  });

  it('reports an unexpected failure as one line and exit 70, not as a stack trace', async () => {
    const lines: string[] = [];
    const status = await runAarCommand(['--help'], {
      stdout: {
        write: () => {
          throw new Error('disk full at /secret/path');
        },
      },
      stderr: { write: (text) => lines.push(text) },
      cwd: workspace.folder,
      now: () => new Date(),
    });
    expect(status).toBe(70);
    expect(lines).toEqual(['aar: INTERNAL: an unexpected error; please report it with the command line\n']);
  });
});
