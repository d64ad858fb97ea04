// Runs inside the tool's sandbox: loads the tool and answers calls. Whatever it says is the tool's word, never trusted.
import { subscribe } from 'node:diagnostics_channel';
import { openSync, readSync, writeSync } from 'node:fs';
import { fieldsOf } from '../../core/gate/fields-of.ts';
import {
  decodeValue,
  encodeFrame,
  encodeValue,
  parseFrameBody,
  readFrameLength,
  WireError,
} from '../../core/gate/wire-codec.ts';

interface HostSettings {
  /** Path of a pipe, or the number of a channel. */
  readonly requests: string | number;
  readonly replies: string | number;
  readonly toolPath: string;
  readonly functionName: string;
  readonly coverageName: string;
}

type ToolFunction = (...args: readonly unknown[]) => unknown;

const settings = readSettings();
function readSettings(): HostSettings {
  const given: HostSettings = JSON.parse(process.argv[2] ?? '{}');
  return given;
}

function isFunction(value: unknown): value is ToolFunction {
  return typeof value === 'function';
}

function readArguments(tree: unknown): unknown[] {
  const args = decodeValue(tree);
  if (!Array.isArray(args)) throw new WireError('a call without an argument list');
  return args;
}

const attempts = new Map<string, string>();
const noteAttempt = (capability: string, detail: unknown): void => {
  if (!attempts.has(capability)) attempts.set(capability, String(detail).slice(0, 200));
};
subscribe('net.client.socket', () => noteAttempt('net', 'a socket was opened'));
subscribe('udp.socket', () => noteAttempt('net', 'a socket was opened'));

// A buffered flood would grow in memory instead of reaching the sandbox's output cap.
for (const stream of [process.stdout, process.stderr]) {
  const handle: unknown = Reflect.get(stream, '_handle');
  if (
    typeof handle === 'object' &&
    handle !== null &&
    'setBlocking' in handle &&
    typeof handle.setBlocking === 'function'
  )
    handle.setBlocking(true);
}

let instance = 0;
let tool: ToolFunction | undefined;

async function loadTool(): Promise<Record<string, unknown>> {
  try {
    const module = fieldsOf(await import(`${settings.toolPath}?instance=${instance++}`));
    const exported = module[settings.functionName];
    if (!isFunction(exported))
      return failure(new TypeError(`${settings.functionName} is ${typeof exported}, not a function`));
    tool = exported;
    return { ok: true };
  } catch (error) {
    return failure(error);
  }
}

async function answer(request: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  if (request['op'] === 'reset') return await loadTool();
  if (request['op'] === 'finish')
    return {
      ok: true,
      coverage: Reflect.get(globalThis, settings.coverageName),
      attempts: Array.from(attempts, ([capability, detail]) => ({ capability, detail })),
    };
  const before = JSON.stringify(request['args']);
  const args = readArguments(request['args']);
  let isAsync = false;
  let reply: Record<string, unknown>;
  try {
    if (tool === undefined) throw new TypeError('the tool is not loaded');
    const result = tool(...args);
    isAsync = typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function';
    reply = { ok: true, value: encodeResult(isAsync ? await result : result) };
  } catch (error) {
    reply = error instanceof WireError ? { ok: false, notPlain: error.message } : failure(error);
  }
  return { ...reply, isAsync, ...changedArguments(before, args) };
}

function encodeResult(value: unknown): unknown {
  return encodeValue(value, 'the result');
}

/** A tool that changes what it was given must be seen to do so on the other side of the pipe. */
function changedArguments(before: string, args: unknown[]): Record<string, unknown> {
  try {
    const after = encodeValue(args);
    return JSON.stringify(after) === before ? {} : { args: after };
  } catch {
    return {};
  }
}

function failure(error: unknown): Record<string, unknown> {
  noteDenial(error);
  if (!(error instanceof Error)) {
    try {
      return { ok: false, thrown: encodeValue(error) };
    } catch {
      return { ok: false, error: { name: 'Error', message: `a ${typeof error} was thrown` } };
    }
  }
  const code: unknown = Reflect.get(error, 'code');
  return {
    ok: false,
    error: {
      name: textOf(error.name).slice(0, 200),
      message: textOf(error.message).slice(0, 4000),
      ...(typeof code === 'string' ? { code: code.slice(0, 200) } : {}),
    },
  };
}

/** What says to be text may be anything in a hostile error. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : `(${typeof value})`;
}

const networkCodes = /^(?:ENETUNREACH|ECONNREFUSED|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL)$/;

const permissionCapabilities: ReadonlyMap<unknown, string> = new Map([
  ['FileSystemRead', 'fs_read'],
  ['FileSystemWrite', 'fs_write'],
]);

function noteDenial(error: unknown): void {
  if (typeof error !== 'object' || error === null) return;
  const code: unknown = Reflect.get(error, 'code');
  const permission: unknown = Reflect.get(error, 'permission');
  if (typeof code === 'string' && networkCodes.test(code)) noteAttempt('net', code);
  if (code === 'ERR_ACCESS_DENIED')
    noteAttempt(permissionCapabilities.get(permission) ?? 'process', Reflect.get(error, 'resource') ?? permission);
  if (code === 'EROFS') noteAttempt('fs_write', Reflect.get(error, 'path') ?? code);
  noteDenial(Reflect.get(error, 'cause'));
}

const readFull = (fd: number, length: number): Buffer => {
  const bytes = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const read = readSync(fd, bytes, filled, length - filled, null);
    if (read === 0) process.exit(0);
    filled += read;
  }
  return bytes;
};

const writeFull = (fd: number, bytes: Buffer): void => {
  for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
};

function replyFrame(message: Record<string, unknown>, seq: unknown): Buffer {
  try {
    return encodeFrame({ seq, ...message });
  } catch (error) {
    return encodeFrame({
      seq,
      ok: false,
      notPlain: error instanceof WireError ? error.message : 'the result cannot be sent',
    });
  }
}

const loaded = await loadTool();
// Read-write, so that opening does not wait for the judge and its leaving does not look like an end.
const requests = typeof settings.requests === 'number' ? settings.requests : openSync(settings.requests, 'r+');
const replies = typeof settings.replies === 'number' ? settings.replies : openSync(settings.replies, 'w');
writeFull(replies, replyFrame(loaded, 0));
for (;;) {
  const request = parseFrameBody(readFull(requests, readFrameLength(readFull(requests, 4))));
  const reply = await answer(request);
  // The end of the run is told to the harness, not to the judge.
  writeFull(request['op'] === 'finish' ? 3 : replies, replyFrame(reply, request['seq']));
}
