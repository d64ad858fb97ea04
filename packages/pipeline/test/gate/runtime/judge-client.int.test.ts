import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePipes, type PipeDirectory } from '../../../src/gate/make-pipes.ts';
import { createToolClient, type ToolClient } from '../../../src/gate/runtime/judge-client.ts';

let pipes: PipeDirectory;
let peer: ChildProcess;

beforeEach(async () => {
  pipes = await makePipes();
});
afterEach(async () => {
  peer.kill('SIGKILL');
  await pipes[Symbol.asyncDispose]();
});

const connect = (behaviour: string): ToolClient => {
  peer = spawn(
    process.execPath,
    [fileURLToPath(new URL('./hostile-peer.mjs', import.meta.url)), pipes.tool.directory, behaviour],
    {
      stdio: 'ignore',
    },
  );
  return createToolClient({
    ...pipes.tool,
    functionName: 'tool',
    callMs: 1500,
    startMs: 10_000,
    exampleKeys: ['["example"]'],
  });
};

describe('the judge against the process of a tool', () => {
  it('gets every answer of an honest one', () => {
    const client = connect('honest');
    expect(Array.from({ length: 50 }, () => client.call(['x']))).toEqual(Array.from({ length: 50 }, () => 1));
    expect(client.takeFaults()).toEqual([]);
  });

  it.each([
    ['wrong greeting', 'protocol', /greet/],
    ['early answer', 'protocol', /before it was asked/],
    ['answer twice', 'protocol', /before it was asked|another call/],
    ['wrong sequence', 'protocol', /another call/],
    ['giant length', 'protocol', /announces 4294967295 bytes/],
    ['no JSON', 'protocol', /not JSON/],
    ['invalid UTF-8', 'protocol', /not JSON in UTF-8/],
    ['JSON that is no object', 'protocol', /not a JSON object/],
    ['deep nesting', 'protocol', /nested deeper/],
    ['unknown value form', 'protocol', /unknown value form/],
    ['neither value nor error', 'protocol', /neither a value nor an error/],
    ['error without a name', 'protocol', /without name or message/],
    ['half a frame, then silence', 'hangs', /no answer within the time limit/],
    ['half a frame, then the end', 'gone', /ended during the call/],
    ['endless bytes', 'protocol', /announces 538976288 bytes/],
    ['silence', 'hangs', /no answer within the time limit/],
    ['the end', 'gone', /ended/],
  ] as const)('ends the run at: %s', (behaviour, kind, detail) => {
    const client = connect(behaviour);
    const callTwice = (): void => {
      client.call(['x']);
      // A surplus answer arrives after the call it belongs to.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      client.call(['y']);
    };
    expect(callTwice).toThrow(/^tool\(/);
    const faults = client.takeFaults();
    expect(faults).toEqual([
      {
        kind,
        call: expect.stringMatching(/^tool\("[xy]"\)$/),
        detail: expect.stringMatching(detail),
      },
    ]);
    // Broken once is broken for good: no later call can look as if nothing had been.
    expect(() => client.call(['z'])).toThrow(/^tool\("[xy]"\)/);
    expect(client.takeFaults()).toHaveLength(1);
  });

  it('never sends what is no plain data, and says so', () => {
    const client = connect('honest');
    expect(() => client.call([() => 1])).toThrow('is a function');
    expect(client.takeFaults()).toMatchObject([{ kind: 'argument-not-plain' }]);
    expect(client.call(['x'])).toBe(1);
  });
});
