import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { startSandboxed } from '../src/start-sandboxed.ts';
import { processName, processesWith } from './processes-with.ts';
import { shell } from './shell.ts';
import { waitUntil } from './wait-until.ts';

describe('the wall limit', () => {
  it('ends a sleeper', async () => {
    const result = await shell('exec sleep 1000', { wallMs: 150 });
    expect(result).toMatchObject({ status: 'timeout', timedOut: true, signal: 'SIGTERM' });
    expect(result.wallMs).toBeGreaterThanOrEqual(150);
  });

  it('gives the payload a moment to end by itself and reports its code', async () => {
    const result = await shell('trap "echo saved; exit 7" TERM; sleep 1000 & wait', { wallMs: 2000 });
    expect(result).toMatchObject({ status: 'timeout', exitCode: 7, signal: null, stdout: 'saved\n' });
  });

  it.each([
    ['ignores SIGTERM', 'trap "" TERM; sleep 4712.1; sleep 4712.1'],
    ['stops itself', 'sleep 4712.1 & kill -STOP $$'],
    ['forks away twice into a session of its own', '(setsid sleep 4712.1 &); exec sleep 4712.1'],
    ['closes its output', 'exec >&- 2>&-; sleep 4712.1'],
  ])('leaves nothing of a payload that %s', async (_what, script) => {
    const result = await shell(script, { wallMs: 200 });
    expect(result.status).toBe('timeout');
    expect(processesWith('4712.1')).toEqual([]);
  });
});

describe('the end of the payload', () => {
  it('ends what it left running, even when that holds its output open', async () => {
    const result = await shell('sleep 4712.2 & (setsid sleep 4712.2 &) ; echo done', { wallMs: 20_000 });
    expect(result).toMatchObject({ status: 'exit', exitCode: 0, stdout: 'done\n' });
    expect(result.wallMs).toBeLessThan(20_000);
    expect(processesWith('4712.2')).toEqual([]);
  });

  it('is told with exit code, stdin read and output kept apart', async () => {
    const result = await shell('read line; echo "out $line"; echo err >&2; exit 3', {}, { stdin: 'typed\n' });
    expect(result).toMatchObject({ status: 'exit', exitCode: 3, signal: null, stdout: 'out typed\n', stderr: 'err\n' });
  });

  it('does not hang on a payload that never reads its stdin', async () => {
    expect(await shell('true', {}, { stdin: 'x'.repeat(1_000_000) })).toMatchObject({ status: 'exit', exitCode: 0 });
  });

  it('cannot be brought about for other processes by killing everything in sight', async () => {
    const bystander = startSandboxed({ command: ['sleep', '1'] });
    await shell('kill -9 -1; kill -9 1');
    expect(await bystander.result).toMatchObject({ status: 'exit', exitCode: 0 });
  });
});

describe('abort', () => {
  it('ends a run at once and says so', async () => {
    const controller = new AbortController();
    const run = startSandboxed({ command: ['sleep', '4712.4'] }, { signal: controller.signal });
    await waitUntil('the payload', () => processesWith('4712.4').length > 0);
    controller.abort();
    expect(await run.result).toMatchObject({ status: 'aborted', exitCode: null, timedOut: false });
    expect(processesWith('4712.4')).toEqual([]);
  });

  it('works before the payload has started', async () => {
    const run = startSandboxed({ command: ['sleep', '4712.5'] });
    run.stop();
    run.stop();
    expect((await run.result).status).toBe('aborted');
    expect(processesWith('4712.5')).toEqual([]);
  });

  it('starts nothing when the signal has already fired, and its channels are at their end', async () => {
    const run = startSandboxed({ command: ['sh', '-c', 'echo ran'], channels: [3] }, { signal: AbortSignal.abort() });
    const channel = run.channels.get(3);
    channel?.resume();
    if (channel !== undefined) await once(channel, 'end');
    expect(await run.result).toMatchObject({ status: 'aborted', wallMs: 0, stdout: '' });
  });

  it('after the end changes nothing', async () => {
    const controller = new AbortController();
    const run = startSandboxed({ command: ['true'] }, { signal: controller.signal });
    const result = await run.result;
    controller.abort();
    run.stop();
    expect(result.status).toBe('exit');
  });
});

function start(fixture: string, ...args: readonly string[]): ChildProcess {
  const program = new URL(`fixtures/${fixture}`, import.meta.url).pathname;
  return spawn(process.execPath, ['--conditions=@machinist/source', program, ...args], { stdio: 'ignore' });
}

function payloads(harness: ChildProcess): readonly number[] {
  return processesWith('4712.6').filter((pid) => pid !== harness.pid);
}

describe('a harness that is killed', () => {
  it('takes its running sandbox with it', async () => {
    const harness = start('sleep-sandboxed.ts', '4712.6');
    const isRunning = (): boolean => payloads(harness).some((pid) => processName(pid) === 'sleep');
    await waitUntil('the payload', isRunning);
    harness.kill('SIGKILL');
    await waitUntil('the end of the payload', () => payloads(harness).length === 0);
    expect(payloads(harness)).toEqual([]);
  });

  it.each([1, 1, 2, 2])(
    'while its sandbox is being built (%i processes so far) starts no payload, and the next harness clears up',
    async (seen) => {
      const harness = start('sleep-sandboxed.ts', '4712.6');
      await waitUntil('the launcher', () => payloads(harness).length >= seen);
      harness.kill('SIGKILL');
      await once(harness, 'exit');
      await once(start('list-descriptors.ts'), 'exit');
      await waitUntil('the end of everything', () => payloads(harness).length === 0);
      expect(payloads(harness)).toEqual([]);
    },
  );
});

describe('two runs at once', () => {
  it('do not see or disturb each other', async () => {
    const script = 'echo $$ > /scratch/mine; sleep 0.2; ls /scratch; ls -d /proc/[0-9]* | wc -l';
    const [one, other] = await Promise.all([shell(script), shell(script)]);
    for (const result of [one, other]) {
      expect(result).toMatchObject({ status: 'exit', exitCode: 0 });
      expect(result.stdout).toMatch(/^mine\n[1-6]\n$/);
    }
  });
});
