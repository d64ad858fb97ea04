// Runs in the judge's test process: non-blocking reads and writes with a deadline, so that no tool can hold the judge.
import { constants, openSync, readSync, writeSync } from 'node:fs';
import { fieldsOf } from '../../core/gate/fields-of.ts';
import { parseFrameBody, readFrameLength, WireError } from '../../core/gate/wire-codec.ts';

/** The open ends of the two pipes. */
export interface ToolPipes {
  readonly requests: number;
  readonly replies: number;
}

/** The tool can no longer be spoken to. */
export class PipeEnd extends Error {
  readonly kind: 'load-failed' | 'hangs' | 'gone';
  constructor(kind: PipeEnd['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

// Kept from before any test could replace it.
const now = performance.now.bind(performance);
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const goneFrameLength = JSON.stringify({ gone: true }).length;

/** The moment `waitMs` from now. */
export function deadlineIn(waitMs: number): number {
  return now() + waitMs;
}

/** Opens the pipes and hears the tool's greeting. Throws `PipeEnd` or `WireError`. */
export function connectPipes(
  paths: { readonly requests: string; readonly replies: string },
  startMs: number,
): ToolPipes {
  const deadline = deadlineIn(startMs);
  const replies = openSync(paths.replies, constants.O_RDONLY | constants.O_NONBLOCK);
  const firstByte = Buffer.alloc(1);
  // End-of-file means "not there yet" until the first byte has come.
  for (let waits = 0; readSome(replies, firstByte, 0) <= 0; waits += 1) {
    pause(waits, deadline, new PipeEnd('gone', 'the tool did not start'));
  }
  const length = readFrameLength(Buffer.concat([firstByte, readFull(replies, 3, deadline)]));
  const hello = parseFrameBody(readFull(replies, length, deadline));
  if (hello['gone'] === true) throw new PipeEnd('gone', 'the process of the tool ended before the first call');
  if (hello['seq'] !== 0) throw new WireError('the tool did not greet as it should');
  if (hello['ok'] !== true) {
    const { name, message } = fieldsOf(hello['error']);
    throw new PipeEnd('load-failed', `the tool does not load: ${String(name)}: ${String(message)}`.slice(0, 500));
  }
  return { requests: openSync(paths.requests, constants.O_WRONLY | constants.O_NONBLOCK), replies };
}

/** The next message of the tool. Throws `PipeEnd` or `WireError`. */
export function readReply(pipes: ToolPipes, deadline: number): Readonly<Record<string, unknown>> {
  const length = readFrameLength(readFull(pipes.replies, 4, deadline));
  const reply = parseFrameBody(readFull(pipes.replies, length, deadline));
  // Written by the harness when the tool's sandbox has ended.
  if (reply['gone'] === true) throw new PipeEnd('gone', 'the process of the tool ended during the call');
  return reply;
}

/** Between calls there is nothing to read, save the harness's word that the tool has ended. */
export function assertSilent(pipes: ToolPipes): void {
  const early = Buffer.alloc(4);
  const read = readSome(pipes.replies, early, 0);
  if (read === -1) return;
  const isEnd = read === 0 || (read === 4 && early.readUInt32BE() === goneFrameLength);
  throw isEnd
    ? new PipeEnd('gone', 'the process of the tool has ended')
    : new WireError('the tool answered before it was asked');
}

/** Writes one frame. Throws `PipeEnd`. */
export function writeRequest(pipes: ToolPipes, frame: Buffer, deadline: number): void {
  for (let written = 0, waits = 0; written < frame.length;) {
    try {
      written += writeSync(pipes.requests, frame, written);
    } catch (error) {
      if (hasCode(error, 'EPIPE')) throw new PipeEnd('gone', 'the process of the tool has ended');
      if (!hasCode(error, 'EAGAIN')) throw error;
      pause(waits++, deadline, new PipeEnd('hangs', 'the tool takes no request'));
    }
  }
}

function readFull(fd: number, length: number, deadline: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let filled = 0, waits = 0; filled < length;) {
    const read = readSome(fd, bytes, filled);
    if (read === 0) throw new PipeEnd('gone', 'the process of the tool ended during the call');
    if (read > 0) filled += read;
    else pause(waits++, deadline, new PipeEnd('hangs', 'no answer within the time limit'));
  }
  return bytes;
}

/** Bytes read, 0 at the end, -1 when there is nothing yet. */
function readSome(fd: number, bytes: Buffer, offset: number): number {
  try {
    return readSync(fd, bytes, offset, bytes.length - offset, null);
  } catch (error) {
    if (hasCode(error, 'EAGAIN')) return -1;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function pause(waits: number, deadline: number, late: PipeEnd): void {
  if (now() > deadline) throw late;
  // A call takes some 50 microseconds; only a slow one is worth a longer sleep.
  Atomics.wait(sleeper, 0, 0, waits < 100 ? 0.02 : 1);
}
