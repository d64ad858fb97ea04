import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findByRunKey } from '../src/find-processes.ts';
import { processStart } from '../src/process-identity.ts';
import { runCommand, type CommandRequest, type CommandResult } from '../src/run-command.ts';

const unlimited = { afterMs: 60_000, because: 'timeout' } as const;

async function run(
  script: string,
  changes: Partial<CommandRequest> = {},
): Promise<CommandResult & { folder: string; pid: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'machinist-command-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  let pid = 0;
  const result = await runCommand({
    argv: ['/bin/sh', '-c', script],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    runKey: `test:${folder}`,
    folder,
    files: { stdout: 'stdout', stderr: 'stderr' },
    outputBytes: 1_000_000,
    deadline: unlimited,
    graceMs: 200,
    hunt: false,
    onSpawn: (id) => (pid = id),
    ...changes,
  });
  return { ...result, folder, pid };
}

const isAlive = (pid: number): boolean => processStart(pid) !== null;
const pidIn = (folder: string): number => Number(readFileSync(join(folder, 'pid'), 'utf8'));

describe('runCommand', () => {
  it('gives the exit code and the output with its SHA-256, and writes no file for a silent stream', async () => {
    const result = await run('printf out; exit 7');
    expect(result).toMatchObject({ exit: 7, signal: null, stopped: null, survivorsKilled: 0 });
    expect(result.stdout).toMatchObject({ bytes: 3, sha256: createHash('sha256').update('out').digest('hex') });
    expect(result.stdout.retained().toString()).toBe('out');
    expect(readdirSync(result.folder)).toEqual(['stdout']);
  });

  it('reports the signal a command died of, and a program that does not exist', async () => {
    expect(await run('kill -9 $$')).toMatchObject({ exit: null, signal: 'SIGKILL', stopped: null });
    const missing = await run('', { argv: ['/no/such/program'] });
    expect(missing).toMatchObject({ exit: null, signal: null, spawnError: expect.stringContaining('ENOENT') });
  });

  it('keeps bytes that are no UTF-8 as they are', async () => {
    const result = await run(String.raw`printf '\377\376\000x'`);
    expect([...result.stdout.retained()]).toEqual([0xff, 0xfe, 0, 0x78]);
  });

  it('gives the command nothing to read', async () => {
    expect((await run('cat; echo end')).stdout.retained().toString()).toBe('end\n');
  });

  it('returns when the command ends, not when a grandchild lets go of its output, and ends the grandchild', async () => {
    const result = await run('sleep 300 & echo $! > pid; echo started');
    expect(result).toMatchObject({ exit: 0, stopped: null, survivorsKilled: 1 });
    expect(result.stdout.retained().toString()).toBe('started\n');
    expect(isAlive(pidIn(result.folder))).toBe(false);
  });

  it('finds a grandchild that left the group by its run key, when asked to hunt', async () => {
    const script = 'setsid sh -c "echo \\$\\$ > pid; exec sleep 300" & while ! [ -s pid ]; do sleep 0.01; done';
    const left = await run(script);
    expect(isAlive(pidIn(left.folder))).toBe(true);
    expect(findByRunKey(`test:${left.folder}`)).toEqual([pidIn(left.folder)]);
    process.kill(pidIn(left.folder), 'SIGKILL');
    const hunted = await run(script, { hunt: true });
    expect(hunted.survivorsKilled).toBe(1);
    expect(isAlive(pidIn(hunted.folder))).toBe(false);
  });

  it('ends the whole group at the deadline, also one that ignores TERM, and says why', async () => {
    const deadline = { afterMs: 150, because: 'budget' } as const;
    const polite = await run('sleep 300', { deadline });
    expect(polite).toMatchObject({ exit: null, signal: 'SIGTERM', stopped: 'budget' });
    const stubborn = await run(
      "trap '' TERM; echo $$ > pid; (trap '' TERM; while :; do sleep 1; done) & while :; do sleep 1; done",
      { deadline },
    );
    expect(stubborn).toMatchObject({ exit: null, signal: 'SIGKILL', stopped: 'budget' });
    expect(isAlive(pidIn(stubborn.folder))).toBe(false);
  });

  it('ends the group when the operator asks, before or after the start', async () => {
    const controller = new AbortController();
    const running = run('sleep 300', { signal: controller.signal });
    await delay(50);
    controller.abort();
    expect(await running).toMatchObject({ stopped: 'operator' });
    expect(await run('sleep 300', { signal: controller.signal })).toMatchObject({ stopped: 'operator' });
  });

  it('keeps memory and disk bounded whatever the command writes: beginning, end, length and hash of the whole', async () => {
    const before = process.memoryUsage().rss;
    const result = await run("head -c 400000000 /dev/zero | tr '\\0' x; printf END");
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    expect(result.stdout.bytes).toBe(400_000_003);
    expect(statSync(join(result.folder, 'stdout')).size).toBe(1_000_000);
    const retained = result.stdout.retained();
    expect(retained.length).toBeLessThan(1_100_000);
    expect(retained.toString().endsWith('xEND')).toBe(true);
    expect(retained.toString()).toContain('bytes not kept');
    const hash = createHash('sha256');
    const block = Buffer.alloc(1_000_000, 'x');
    for (let index = 0; index < 400; index += 1) hash.update(block);
    expect(result.stdout.sha256).toBe(hash.update('END').digest('hex'));
  }, 120_000);

  it('joins beginning and end without a gap when they overlap', async () => {
    const result = await run('head -c 5000 /dev/zero; printf END', { outputBytes: 4000 });
    expect(result.stdout.retained()).toEqual(Buffer.concat([Buffer.alloc(5000), Buffer.from('END')]));
  });

  it('says so when the output cannot be written', async () => {
    await expect(run('echo x', { folder: '/no/such/folder' })).rejects.toMatchObject({ code: 'STATE_WRITE_FAILED' });
    expect(existsSync('/no/such/folder')).toBe(false);
  });
});
