// Runs inside the tool's sandbox: calls the tool and puts into plain data what it did.
import { subscribe } from 'node:diagnostics_channel';
import { decodeValue, encodeValue, WireError } from '../../core/gate/wire-codec.ts';

export type ToolFunction = (...args: readonly unknown[]) => unknown;
export type Reply = Readonly<Record<string, unknown>>;

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

/** True for what a module may export as its tool. */
export function isFunction(value: unknown): value is ToolFunction {
  return typeof value === 'function';
}

/** What the process was refused so far. */
export function listAttempts(): readonly object[] {
  return Array.from(attempts, ([capability, detail]) => ({ capability, detail }));
}

/** Calls the tool with an encoded argument list; a promise when the tool gave one. `settle` says how long that is waited for. */
export function callTool(
  tool: ToolFunction,
  tree: unknown,
  settle: (result: PromiseLike<unknown>) => PromiseLike<unknown> = (result) => result,
): Reply | Promise<Reply> {
  const args = readArguments(tree);
  const withChanges = (reply: Reply, isAsync: boolean): Reply => ({
    ...reply,
    isAsync,
    ...changedArguments(tree, args),
  });
  try {
    const result = tool(...args);
    if (!isThenable(result)) return withChanges({ ok: true, value: encodeValue(result, 'the result') }, false);
    return Promise.resolve(settle(result)).then(
      (value) => withChanges(encodeResult(value), true),
      (error: unknown) => withChanges(failure(error), true),
    );
  } catch (error) {
    return withChanges(error instanceof WireError ? { ok: false, notPlain: error.message } : failure(error), false);
  }
}

function encodeResult(value: unknown): Reply {
  try {
    return { ok: true, value: encodeValue(value, 'the result') };
  } catch (error) {
    return error instanceof WireError ? { ok: false, notPlain: error.message } : failure(error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function readArguments(tree: unknown): unknown[] {
  const args = decodeValue(tree);
  if (!Array.isArray(args)) throw new WireError('a call without an argument list');
  return args;
}

/** A tool that changes what it was given must be seen to do so on the other side of the pipe. */
function changedArguments(before: unknown, args: unknown[]): Record<string, unknown> {
  try {
    const after = encodeValue(args);
    return JSON.stringify(after) === JSON.stringify(before) ? {} : { args: after };
  } catch {
    return {};
  }
}

/** An error as an answer. */
export function failure(error: unknown): Record<string, unknown> {
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
