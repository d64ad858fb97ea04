import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { starterCalls } from '../src/core/starter/starter-calls.ts';
import type { StarterCall } from '../src/core/starter/starter-program.ts';
import { starterFailure, starterProgram } from '../src/core/starter/starter-program.ts';
import { canRunPrograms } from '../src/host/can-run-programs.ts';
import { openUnnamed } from '../src/host/unnamed-file.ts';

/** Runs a starter for real; descriptors 4 and up of the child are `more`. */
function start(calls: readonly StarterCall[], command: readonly string[], more: readonly (number | 'pipe')[] = []) {
  const program = openUnnamed(starterProgram(calls), 0o555);
  const { status, stdout } = spawnSync('/proc/self/fd/3', [...command], {
    stdio: ['ignore', 'pipe', 'ignore', program, ...more],
    env: { SECRET: 'hush' },
    encoding: 'utf8',
  });
  closeSync(program);
  return { status, stdout };
}

describe('a starter', () => {
  it('is used on x64 alone, whose machine code it is', () => {
    expect(canRunPrograms(null)).toBe(process.arch === 'x64');
  });
});

describe('a starter on x64', () => {
  it('sets soft and hard limits and hands on arguments but no environment', () => {
    const calls = starterCalls({ limits: { core: 0, nofile: 77, fsize: 5_000_000_000 }, groups: [], kept: [] });
    const script = 'echo "$1 [$SECRET]"; ulimit -Sc; ulimit -Hn; ulimit -Hf';
    const { status, stdout } = start(calls, ['/bin/bash', '-c', script, 'name', "an 'odd' word"]);
    expect([status, stdout]).toEqual([0, "an 'odd' word []\n0\n77\n4882812\n"]);
  });

  it('closes its own file and whatever it was not told to keep', () => {
    const list = ['/bin/sh', '-c', 'for d in 3 4 5 6 7; do [ -e /proc/self/fd/$d ] && echo $d; done; :'];
    const more = ['pipe', 'pipe', 'pipe', 'pipe'] as const;
    expect(start(starterCalls({ limits: {}, groups: [], kept: [5] }), list, more).stdout).toBe('5\n');
    // The control: without the closing calls all of them get through.
    expect(start([], list, more).stdout).toBe('3\n4\n5\n6\n7\n');
  });

  it('writes 0 into the files of its groups', () => {
    const directory = mkdtempSync(join(tmpdir(), 'starter-'));
    const file = openSync(join(directory, 'tasks'), 'w');
    start(starterCalls({ limits: {}, groups: [4], kept: [] }), ['/bin/true'], [file]);
    closeSync(file);
    expect(readFileSync(join(directory, 'tasks'), 'utf8')).toBe('0');
    rmSync(directory, { recursive: true });
  });

  it.each([
    ['a group cannot be entered', starterCalls({ limits: {}, groups: [99], kept: [] }), '/bin/true'],
    ['a limit cannot be set', [{ number: 302, args: [0, 999, 0, 0] }], '/bin/true'],
    ['the kernel lacks the call', [{ number: 100_000, args: [] }], '/bin/true'],
    ['there is no such launcher', starterCalls({ limits: {}, groups: [], kept: [] }), '/no/such'],
  ] as const)('gives up before anything runs when %s', (_what, calls, command) => {
    expect(start(calls, [command]).status).toBe(starterFailure);
  });
});
