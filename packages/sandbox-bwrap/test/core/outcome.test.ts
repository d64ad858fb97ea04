import { describe, expect, it } from 'vitest';
import { signalOfExitCode } from '../../src/core/exit-signal.ts';
import { decideStatus } from '../../src/core/outcome.ts';

const nothing = { aborted: false, timedOut: false, outputCapped: false, oom: false, exitCode: 0 };

describe('decideStatus', () => {
  it('follows the priority aborted, timeout, output-cap, oom, launch-error, signal, exit', () => {
    const everything = { aborted: true, timedOut: true, outputCapped: true, oom: true, exitCode: null };
    expect([
      decideStatus(everything),
      decideStatus({ ...everything, aborted: false }),
      decideStatus({ ...everything, aborted: false, timedOut: false }),
      decideStatus({ ...everything, aborted: false, timedOut: false, outputCapped: false }),
      decideStatus({ ...nothing, exitCode: null }),
      decideStatus({ ...nothing, exitCode: 139 }),
      decideStatus({ ...nothing, exitCode: 1 }),
    ]).toEqual(['aborted', 'timeout', 'output-cap', 'oom', 'launch-error', 'signal', 'exit']);
  });

  it('calls a run with a memory kill oom even when it ended with 0', () => {
    expect(decideStatus({ ...nothing, oom: true })).toBe('oom');
  });
});

describe('signalOfExitCode', () => {
  it.each([
    [0, null],
    [128, null],
    [137, 'SIGKILL'],
    [139, 'SIGSEGV'],
    [147, null],
    [255, null],
  ])('reads exit code %i as %s', (code, signal) => {
    expect(signalOfExitCode(code)).toBe(signal);
  });
});
