import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findEnforcement } from '../src/limits/find-enforcement.ts';
import { startSandboxed } from '../src/start-sandboxed.ts';
import { processesWith } from './processes-with.ts';
import { runSandboxed } from '../src/run-sandboxed.ts';
import { shell } from './shell.ts';
import { waitUntil } from './wait-until.ts';

describe('the memory limit', () => {
  it('ends a program that takes more, calls it oom and tells the peak', async () => {
    const result = await shell('tail /dev/zero', { memoryBytes: 32 * 1024 * 1024 });
    expect(result).toMatchObject({ status: 'oom', oom: true, timedOut: false, signal: 'SIGKILL' });
    expect(result.peakBytes).toBeGreaterThan(16 * 1024 * 1024);
    expect(['cgroup-v1', 'cgroup-v2', 'polling']).toContain(result.limits.memory);
  });

  it("reports a kill among the payload's children even when the payload itself ends well", async () => {
    const result = await shell('tail /dev/zero; true', { memoryBytes: 32 * 1024 * 1024 });
    expect(result).toMatchObject({ status: 'oom', oom: true });
  });

  it('counts the files themselves: a flood of empty ones ends as oom, not in the memory of the machine', async () => {
    const flood = ['perl', '-e', 'for (1 .. 400_000) { open(F, ">", "/scratch/$_") or last; close F }'];
    const result = await runSandboxed({ command: flood, policy: { memoryBytes: 33_554_432, wallMs: 25_000 } });
    expect(result.status).toBe('oom');
  });

  it('leaves a program alone that takes less', async () => {
    const result = await shell('head -c 8000000 /dev/zero | tail -c 8000000 | wc -c', {
      memoryBytes: 64 * 1024 * 1024,
    });
    expect(result).toMatchObject({ status: 'exit', exitCode: 0, oom: false, stdout: '8000000\n' });
  });

  it('says "none" when the policy sets none', async () => {
    const { limits } = await shell('true', { memoryBytes: null, pids: null });
    expect(limits).toMatchObject({ memory: 'none', pids: 'none', fileSize: 'none', cpu: 'none' });
  });
});

describe('the process limit', () => {
  it('stops a fork bomb from growing and leaves nothing of it', async () => {
    const bomb = 'f() { sleep 4711.3 & f; }; f';
    const run = startSandboxed({ command: ['/bin/bash', '-c', bomb], policy: { pids: 20, wallMs: 1500 } });
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, processesWith('4711.3').length)), 20);
    const result = await run.result;
    clearInterval(watch);
    expect(most).toBeGreaterThan(5);
    expect(most).toBeLessThan(30);
    expect(result.limits.pids).not.toBe('none');
    expect(processesWith('4711.3')).toEqual([]);
  });

  it('gives every run its full allowance, however many ran before it', async () => {
    const script = 'for i in 1 2 3 4 5 6 7 8; do sleep 0.01 & done; wait';
    for (let round = 0; round < 12; round += 1) {
      expect((await shell(script, { pids: 12 })).stderr).toBe('');
    }
  });
});

describe('the CPU limit', () => {
  it('ends a program that only computes, as a timeout, long before the wall limit', async () => {
    const result = await shell('while :; do :; done', { cpuMs: 200, wallMs: 25_000 });
    expect(result).toMatchObject({ status: 'timeout', timedOut: true });
    expect(result.cpuMs).toBeGreaterThanOrEqual(200);
    expect(result.wallMs).toBeLessThan(25_000);
  });

  it('does not count sleeping', async () => {
    expect(await shell('sleep 0.4', { cpuMs: 300 })).toMatchObject({ status: 'exit', exitCode: 0 });
  });
});

describe('limits per process', () => {
  it('are set before the payload starts', async () => {
    const { stdout } = await shell('cat /proc/self/limits', { fileBytes: 12_288 });
    expect(stdout).toMatch(/Max core file size +0 +0 /);
    expect(stdout).toMatch(/Max file size +12288 +12288 /);
    expect(Number(/Max open files +(\d+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(1024);
  });

  it('end a file at fileBytes', async () => {
    const result = await shell('head -c 100000 /dev/zero > /scratch/x', { fileBytes: 12_288 });
    expect(result.exitCode).toBe(153);
    const { stdout } = await shell('(head -c 100000 /dev/zero > /scratch/x); wc -c < /scratch/x', {
      fileBytes: 12_288,
    });
    expect(stdout.trim()).toBe('12288');
  });
});

describe('control groups', () => {
  it('are gone soon after their run', async () => {
    const run = startSandboxed({ command: ['sleep', '0.1'] });
    const leaves = findEnforcement().map(({ home }) => home.directory);
    await run.result;
    const { readdirSync } = await import('node:fs');
    const mine = (): readonly string[] =>
      leaves.flatMap((directory) => readdirSync(directory).filter((name) => name.includes(`-${process.pid}-`)));
    await waitUntil('the groups to go', () => mine().length === 0);
    expect(leaves.every((directory) => existsSync(directory))).toBe(true);
  });
});

describe('require', () => {
  it('runs when what it names is in force', async () => {
    const result = await shell('echo ran', { require: ['pids', 'non-root'] });
    expect(result.stdout).toBe('ran\n');
  });

  it('refuses to run when the limit it names is switched off', async () => {
    await expect(shell('echo ran', { memoryBytes: null, require: ['memory'] })).rejects.toMatchObject({
      code: 'REQUIREMENT_UNMET',
      message: expect.stringContaining('memory'),
    });
  });
});
