import { describe, expect, it } from 'vitest';
import { parseStatus } from '../../src/core/status-stream.ts';

describe('parseStatus', () => {
  it('knows the child first and the exit code later, ignoring other keys', () => {
    expect(parseStatus('{ "child-pid": 17, "net-namespace": 4 }\n')).toEqual({ childPid: 17, exitCode: null });
    expect(parseStatus('{ "child-pid": 17 }\n{ "exit-code": 3 }\n')).toEqual({ childPid: 17, exitCode: 3 });
  });

  it('waits for the end of a line before believing it', () => {
    expect(parseStatus('{ "child-pid": 1')).toEqual({ childPid: null, exitCode: null });
    expect(parseStatus('{ "child-pid": 17 }\n{ "exit-code": 1')).toEqual({ childPid: 17, exitCode: null });
  });

  it.each(['garbage\n', '[]\n', 'null\n', '{ "child-pid": "17" }\n', ''])('makes nothing of %j', (text) => {
    expect(parseStatus(text)).toEqual({ childPid: null, exitCode: null });
  });
});
