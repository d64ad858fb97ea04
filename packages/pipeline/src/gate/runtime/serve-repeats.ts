// Runs in the judge's test process after the ordinary run: answers the gate's requests to repeat one test.
import { constants, openSync } from 'node:fs';
import { configureGlobal, readConfigureGlobal } from 'fast-check';
import type { TestRunner } from 'vitest';
import { encodeFrame } from '../../core/gate/wire-codec.ts';
import { useCanary, useMutant } from './judge-session.ts';
import { repeatTest, type RepeatableTest } from './repeat-test.ts';
import { deadlineIn, readReply, writeRequest } from './tool-pipes.ts';

type Tree = { readonly type: string; readonly tasks?: readonly Tree[] };
type Message = Readonly<Record<string, unknown>>;

const directory = '/pipes/control';
const longestSilenceMs = 3_600_000;

function isTest(task: Tree): task is RepeatableTest {
  return task.type === 'test';
}

function testsOf(task: Tree): readonly RepeatableTest[] {
  return isTest(task) ? [task] : (task.tasks ?? []).flatMap(testsOf);
}

/** Tells the gate which tests there are, then repeats tests until it is told to stop. */
export async function serveRepeats(runner: TestRunner, files: readonly Tree[]): Promise<void> {
  const control = {
    requests: openSync(`${directory}/replies`, constants.O_RDWR | constants.O_NONBLOCK),
    replies: openSync(`${directory}/requests`, constants.O_RDWR | constants.O_NONBLOCK),
  };
  const tests = files.flatMap(testsOf);
  const send = (message: object): void => writeRequest(control, encodeFrame(message), deadlineIn(longestSilenceMs));
  // A repeated test that fails need not look for smaller values.
  configureGlobal({ ...readConfigureGlobal(), endOnFailure: true });
  const restore = catchRejections();
  try {
    send({ seq: 0, tests: tests.map(({ file, result }) => ({ file: file.name, state: result?.state ?? 'skip' })) });
    for (;;) {
      const request = readReply(control, deadlineIn(longestSilenceMs));
      if (request['op'] !== 'run') return;
      const test = tests[Number(request['test'])];
      if (test === undefined) return;
      send({ seq: request['seq'], ...(await answer(runner, test, request)) });
    }
  } finally {
    restore();
  }
}

let rejections = 0;

/** A promise that a broken tool leaves behind belongs to the repeated test, not to the run. */
function catchRejections(): () => void {
  const kept = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', () => {
    rejections += 1;
  });
  return () => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of kept) process.on('unhandledRejection', listener);
  };
}

async function answer(runner: TestRunner, test: RepeatableTest, request: Message): Promise<Message> {
  let calls: readonly unknown[] | undefined;
  if (typeof request['canary'] === 'string') useCanary(request['canary']);
  else {
    const isRecorded = request['record'] === true;
    const log = useMutant(Number(request['mutant']), Number(request['test']), isRecorded);
    if (log === undefined) return { state: 'failed', message: 'the tool does not load' };
    if (isRecorded) calls = log;
  }
  const before = rejections;
  const repeated = await repeatTest(runner, test);
  const left = { state: 'failed', message: 'a promise was left behind that rejects' };
  return { ...(rejections === before ? repeated : left), ...(calls === undefined ? {} : { calls }) };
}
