// Runs in the judge's test process: the other end of the tool's pipes. Everything it reads is hostile.
import { constants, openSync, readSync, writeSync } from 'node:fs';
import {
  decodeValue,
  encodeFrame,
  encodeValue,
  parseFrameBody,
  readFrameLength,
  WireError,
} from '../../core/gate/wire-codec.ts';

/** What went wrong with a call; all but the `not-plain` kinds end the run. */
export interface ToolFault {
  readonly kind: 'load-failed' | 'hangs' | 'gone' | 'protocol' | 'result-not-plain' | 'argument-not-plain';
  readonly call: string;
  readonly detail: string;
}

export interface ClientSettings {
  readonly requests: string;
  readonly replies: string;
  readonly functionName: string;
  readonly callMs: number;
  readonly startMs: number;
}

class ToolFaultError extends Error {
  readonly machinistFault: ToolFault;
  constructor(fault: ToolFault) {
    super(`${fault.call}: ${fault.detail}`);
    this.machinistFault = fault;
  }
}

const builtinErrors: ReadonlyMap<string, ErrorConstructor> = new Map(
  [Error, TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError].map((constructor) => [
    constructor.name,
    constructor as ErrorConstructor,
  ]),
);
const { now } = performance;
const clock = (): number => now.call(performance);
const sleeper = new Int32Array(new SharedArrayBuffer(4));

export interface ToolClient {
  /** Calls the tool and returns or throws what it did; a promise when the tool gave one. */
  readonly call: (args: readonly unknown[]) => unknown;
  /** Gives the next test file a tool without the state of the last one. */
  readonly reset: () => void;
  /** Faults since the last time this was asked. */
  readonly takeFaults: () => readonly ToolFault[];
}

/** Connects to the tool's pipes on first use. */
export function createToolClient(settings: ClientSettings): ToolClient {
  let pipes: { readonly requests: number; readonly replies: number } | undefined;
  let sequence = 0;
  let fatal: ToolFault | undefined;
  let isFresh = true;
  let faults: ToolFault[] = [];

  const fail = (kind: ToolFault['kind'], call: string, detail: string): never => {
    const fault: ToolFault = { kind, call, detail };
    faults.push(fault);
    if (kind !== 'argument-not-plain' && kind !== 'result-not-plain') fatal = fault;
    throw new ToolFaultError(fault);
  };

  const exchange = (message: object, call: string): Readonly<Record<string, unknown>> => {
    if (fatal !== undefined) {
      faults.push(fatal);
      throw new ToolFaultError(fatal);
    }
    try {
      pipes ??= connect(settings);
      sequence += 1;
      const deadline = clock() + settings.callMs;
      const frame = encodeFrame({ ...message, seq: sequence });
      assertSilent(pipes.replies);
      writeFull(pipes.requests, frame, deadline);
      const reply = readFrame(pipes.replies, deadline);
      // Written by the harness when the tool's sandbox has ended.
      if (reply['gone'] === true) throw new PipeEnd('gone', 'the process of the tool ended during the call');
      if (reply['seq'] !== sequence) throw new WireError('the tool answered another call than the one it was asked');
      return reply;
    } catch (error) {
      if (error instanceof PipeEnd) return fail(error.kind, call, error.message);
      return fail('protocol', call, error instanceof WireError ? error.message : String(error));
    }
  };

  const call = (args: readonly unknown[]): unknown => {
    const shown = `${settings.functionName}(${showArguments(args)})`;
    let encoded: unknown;
    try {
      encoded = encodeValue([...args], 'the argument list');
    } catch (error) {
      return fail('argument-not-plain', shown, error instanceof Error ? error.message : 'not plain data');
    }
    isFresh = false;
    const reply = exchange({ op: 'call', args: encoded }, shown);
    if (typeof reply['notPlain'] === 'string') fail('result-not-plain', shown, reply['notPlain'].slice(0, 500));
    let outcome: { readonly value: unknown } | { readonly thrown: unknown };
    try {
      outcome = readOutcome(reply);
      if (Array.isArray(reply['args'])) applyChanges(args, decodeValue(reply['args']) as unknown[]);
    } catch (error) {
      return fail('protocol', shown, error instanceof Error ? error.message : 'malformed answer');
    }
    if (reply['isAsync'] === true)
      return 'value' in outcome ? Promise.resolve(outcome.value) : Promise.reject(outcome.thrown as Error);
    if ('value' in outcome) return outcome.value;
    throw outcome.thrown;
  };
  return {
    call,
    reset: () => {
      if (isFresh) return;
      isFresh = true;
      try {
        exchange({ op: 'reset' }, 'loading the tool again');
      } catch {
        // The fault is on record and every later call repeats it.
      }
    },
    takeFaults: () => {
      const taken = faults;
      faults = [];
      return taken;
    },
  };
}

/** Between calls there is nothing to read, save the harness's word that the tool has ended. */
function assertSilent(fd: number): void {
  const early = Buffer.alloc(4);
  const read = readSome(fd, early, 0);
  if (read === 0) throw new PipeEnd('gone', 'the process of the tool has ended');
  if (read < 0) return;
  const isEnd = read === 4 && early.readUInt32BE() === goneFrameLength;
  throw isEnd
    ? new PipeEnd('gone', 'the process of the tool has ended')
    : new WireError('the tool answered before it was asked');
}

const goneFrameLength = JSON.stringify({ gone: true }).length;

class PipeEnd extends Error {
  readonly kind: 'load-failed' | 'hangs' | 'gone';
  constructor(kind: PipeEnd['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

function connect(settings: ClientSettings): { readonly requests: number; readonly replies: number } {
  const deadline = clock() + settings.startMs;
  const replies = openSync(settings.replies, constants.O_RDONLY | constants.O_NONBLOCK);
  const header = Buffer.alloc(1);
  // End-of-file means "not there yet" until the first byte has come.
  for (let waits = 0; readSome(replies, header, 0) <= 0; waits += 1)
    pause(waits, deadline, 'gone', 'the tool did not start');
  const length = readFrameLength(Buffer.concat([header, readFull(replies, 3, deadline)]));
  const hello = parseFrameBody(readFull(replies, length, deadline));
  if (hello['gone'] === true) throw new PipeEnd('gone', 'the process of the tool ended before the first call');
  if (hello['seq'] !== 0) throw new WireError('the tool did not greet as it should');
  if (hello['ok'] !== true) {
    const { name, message } = Object(hello['error']) as Record<string, unknown>;
    throw new PipeEnd('load-failed', `the tool does not load: ${String(name)}: ${String(message)}`.slice(0, 500));
  }
  const requests = openSync(settings.requests, constants.O_WRONLY | constants.O_NONBLOCK);
  return { requests, replies };
}

function readFrame(fd: number, deadline: number): Readonly<Record<string, unknown>> {
  return parseFrameBody(readFull(fd, readFrameLength(readFull(fd, 4, deadline)), deadline));
}

function readFull(fd: number, length: number, deadline: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let filled = 0, waits = 0; filled < length;) {
    const read = readSome(fd, bytes, filled);
    if (read === 0) throw new PipeEnd('gone', 'the process of the tool ended during the call');
    if (read > 0) filled += read;
    else pause(waits++, deadline, 'hangs', 'no answer within the time limit');
  }
  return bytes;
}

/** Bytes read, 0 at the end, -1 when there is nothing yet. */
function readSome(fd: number, bytes: Buffer, offset: number): number {
  try {
    return readSync(fd, bytes, offset, bytes.length - offset, null);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return -1;
    throw error;
  }
}

function writeFull(fd: number, bytes: Buffer, deadline: number): void {
  for (let written = 0, waits = 0; written < bytes.length;) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') throw new PipeEnd('gone', 'the process of the tool has ended');
      if (code !== 'EAGAIN') throw error;
      pause(waits++, deadline, 'hangs', 'the tool takes no request');
    }
  }
}

function pause(waits: number, deadline: number, kind: 'hangs' | 'gone', message: string): void {
  if (clock() > deadline) throw new PipeEnd(kind, message);
  // A call takes some 50 microseconds; only a slow one is worth a longer sleep.
  Atomics.wait(sleeper, 0, 0, waits < 100 ? 0.02 : 1);
}

function readOutcome(
  reply: Readonly<Record<string, unknown>>,
): { readonly value: unknown } | { readonly thrown: unknown } {
  if (reply['ok'] === true && 'value' in reply) return { value: decodeValue(reply['value']) };
  if (reply['ok'] !== false) throw new WireError('an answer is neither a value nor an error');
  if ('thrown' in reply) return { thrown: decodeValue(reply['thrown']) };
  const { name, message, code } = Object(reply['error']) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof message !== 'string') throw new WireError('an error without name or message');
  const thrown = new (builtinErrors.get(name) ?? Error)(message);
  if (thrown.name !== name) Object.defineProperty(thrown, 'name', { value: name, configurable: true, writable: true });
  return { thrown: typeof code === 'string' ? Object.assign(thrown, { code }) : thrown };
}

/** Gives the caller's own arrays and objects the contents the tool left in them. */
function applyChanges(before: unknown, after: unknown): void {
  if (
    typeof before !== 'object' ||
    before === null ||
    typeof after !== 'object' ||
    after === null ||
    Object.isFrozen(before)
  )
    return;
  if (Array.isArray(before) !== Array.isArray(after)) return;
  if (Array.isArray(before) && Array.isArray(after)) before.length = after.length;
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) Reflect.deleteProperty(before, key);
  for (const [key, value] of Object.entries(after)) {
    const old: unknown = Object.hasOwn(before, key) ? Reflect.get(before, key) : undefined;
    const bothContainers =
      typeof old === 'object' &&
      old !== null &&
      typeof value === 'object' &&
      value !== null &&
      Array.isArray(old) === Array.isArray(value);
    if (bothContainers) applyChanges(old, value);
    else Object.defineProperty(before, key, { value, enumerable: true, configurable: true, writable: true });
  }
}

function showArguments(args: readonly unknown[]): string {
  const shown = args.map((argument) => {
    try {
      return JSON.stringify(argument) ?? String(argument);
    } catch {
      return typeof argument;
    }
  });
  return shown.join(', ').slice(0, 120);
}
