import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf, refused } from '../bad-input.ts';
import { documentOf, machinist, temporaryFolder } from '../machinist.ts';

const run = (...command: string[]): Promise<Awaited<ReturnType<typeof machinist>>> =>
  machinist(['sandbox', 'run', '--', ...command], { cwd: temporaryFolder() });

function withPolicy(policy: object): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'policy.json'), JSON.stringify(policy));
  return cwd;
}

describe('sandbox run', () => {
  it('gives the output and the exit code of the command as they are', async () => {
    const ended = await run('sh', '-c', 'echo out; echo err >&2; exit 3');
    expect(ended).toStrictEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('passes the arguments after -- on, also those that look like options', async () => {
    expect((await run('echo', '--json', '--help')).stdout).toBe('--json --help\n');
  });

  it('gives no network, no host files and an environment of its own', async () => {
    const { stdout } = await run(
      'sh',
      '-c',
      'ls /root /home 2>&1 | wc -l; cat /proc/net/dev | grep -c eth; echo "[$HOME]"',
    );
    expect(stdout).toMatch(/^\d+\n0\n\[(?!\/root).*\]\n$/);
    expect((await run('env')).stdout).not.toContain('OLLAMA_HOST');
  });

  it('prints with --json the document of docs/formats.md and exits 0', async () => {
    const ended = await machinist(['sandbox', 'run', '--json', '--', 'sh', '-c', 'echo hi; exit 3'], {
      cwd: temporaryFolder(),
    });
    const document = documentOf(ended);
    expect(ended.exitCode).toBe(0);
    expect(document).toMatchObject({
      status: 'exit',
      exitCode: 3,
      signal: null,
      oom: false,
      timedOut: false,
      truncated: false,
      stdout: 'hi\n',
      stderr: '',
    });
    expect(Object.keys(document)).toStrictEqual(
      expect.arrayContaining(['wallMs', 'cpuMs', 'peakBytes', 'limits', 'policyHash', 'filterHash']),
    );
  });

  it('writes the regular files left in /scratch to a new folder, and says what it left behind', async () => {
    const cwd = temporaryFolder();
    const script = 'mkdir a; echo kept > a/file; chmod 4777 a/file; ln -s /etc/passwd link; exit 4';
    const ended = await machinist(['sandbox', 'run', '--out', 'here', '--', 'sh', '-c', script], { cwd });
    expect(ended).toMatchObject({
      exitCode: 4,
      stderr: 'sandbox: left behind in /scratch: link (not-a-regular-file)\n',
    });
    expect(readdirSync(join(cwd, 'here'))).toStrictEqual(['a']);
    expect(readdirSync(join(cwd, 'here/a'))).toStrictEqual(['file']);
    expect(readFileSync(join(cwd, 'here/a/file'), 'utf8')).toBe('kept\n');
    expect(statSync(join(cwd, 'here/a/file')).mode & 0o7111).toBe(0);
  });

  it('lists them with --json, and refuses a folder that exists before anything runs', async () => {
    const cwd = temporaryFolder();
    const words = ['sandbox', 'run', '--json', '--out', 'here', '--', 'sh', '-c', 'echo kept > file'];
    expect(documentOf(await machinist(words, { cwd }))).toMatchObject({
      status: 'exit',
      outputs: { files: [{ path: 'file', bytes: 5 }], skipped: [], complete: true },
    });
    expect((await machinist(words, { cwd })).exitCode).not.toBe(0);
    expect(readFileSync(join(cwd, 'here/file'), 'utf8')).toBe('kept\n');
  });

  it('ends with 124 when the time limit of the policy file ended the command, and says so', async () => {
    const cwd = withPolicy({ policyVersion: 1, wallMs: 300 });
    const ended = await machinist(['sandbox', 'run', '--policy', 'policy.json', '--', 'sleep', '60'], { cwd });
    expect(ended).toStrictEqual({
      exitCode: 124,
      stdout: '',
      stderr: 'sandbox: the time limit ended the command\n',
    });
  });

  it('ends with 137 when the output limit ended the command', async () => {
    const cwd = withPolicy({ outputBytes: 1024 });
    const ended = await machinist(['sandbox', 'run', '--policy', 'policy.json', '--', 'yes'], { cwd });
    expect(ended.exitCode).toBe(137);
    expect(ended.stderr).toContain('output-cap');
  });

  it('refuses a policy with an unknown key: one line, 64', async () => {
    const cwd = withPolicy({ networks: true });
    expect(await refusalOf(['sandbox', 'run', '--policy', 'policy.json', '--', 'true'], { cwd })).toStrictEqual(
      refused(64, 'INVALID_POLICY', 'networks'),
    );
  });

  it('says which program is not there and exits 69', async () => {
    const ended = await run('no-such-program');
    expect(ended.exitCode).toBe(69);
    expect(ended.stderr).toContain('"no-such-program" was not found inside the sandbox');
  });
});

describe('sandbox probe', () => {
  it('tells what this host enforces, for people and as one document', async () => {
    const cwd = temporaryFolder();
    const people = await machinist(['sandbox', 'probe'], { cwd });
    expect(people.exitCode).toBe(0);
    expect(people.stdout).toContain('The sandbox works here.');
    const document = documentOf(await machinist(['sandbox', 'probe', '--json'], { cwd }));
    expect(document).toMatchObject({ usable: true, checks: expect.any(Array) });
  });
});
