// Runs in the judge's test process: calls the tool through its pipes. Everything it reads is hostile.
import { argumentKey } from '../../core/gate/argument-key.ts';
import { fieldsOf } from '../../core/gate/fields-of.ts';
import { decodeValue, encodeFrame, encodeValue, WireError } from '../../core/gate/wire-codec.ts';
import { applyChanges } from './apply-changes.ts';
import {
  assertSilent,
  connectPipes,
  deadlineIn,
  PipeEnd,
  readReply,
  type ToolPipes,
  writeRequest,
} from './tool-pipes.ts';

/** What went wrong with a call; all but the `not-plain` kinds and `exhausted` (fuel of a mutant) end the run. */
export interface ToolFault {
  readonly kind:
    | 'load-failed'
    | 'hangs'
    | 'gone'
    | 'protocol'
    | 'result-not-plain'
    | 'argument-not-plain'
    | 'exhausted';
  readonly call: string;
  readonly detail: string;
}

export interface ClientSettings {
  readonly requests: string;
  readonly replies: string;
  readonly functionName: string;
  readonly callMs: number;
  readonly startMs: number;
  /** What `argumentKey` makes of each example of the spec. */
  readonly exampleKeys: readonly string[];
}

class ToolFaultError extends Error {
  readonly machinistFault: ToolFault;
  constructor(fault: ToolFault) {
    super(`${fault.call}: ${fault.detail}`);
    this.machinistFault = fault;
  }
}

export interface ToolClient {
  /** Calls the tool and returns or throws what it did; a promise when the tool gave one. */
  readonly call: (args: readonly unknown[]) => unknown;
  /** Switches the tool process to a mutant (-1: none) with a fresh instance; false when the tool does not load that way. */
  readonly begin: (request: { readonly mutant: number; readonly test: number; readonly record: boolean }) => boolean;
  /** Hears of every answered call, until it is replaced. */
  readonly listen: (onCall: ((args: unknown, reply: unknown) => void) | undefined) => void;
  /** Gives the next test file a tool without the state of the last one. */
  readonly reset: () => void;
  /** Calls so far. */
  readonly countCalls: () => number;
  /** Examples whose very call was made since the last time this was asked. */
  readonly takeExercised: () => readonly number[];
  /** Faults since the last time this was asked. */
  readonly takeFaults: () => readonly ToolFault[];
}

type CallResult = { readonly value: unknown } | { readonly thrown: unknown };

/** Connects to the tool's pipes on first use. */
export function createToolClient(settings: ClientSettings): ToolClient {
  let pipes: ToolPipes | undefined;
  let sequence = 0;
  let fatal: ToolFault | undefined;
  let isFresh = true;
  let faults: ToolFault[] = [];
  let calls = 0;
  let exercised: number[] = [];
  const unseen = new Map(settings.exampleKeys.map((key, index) => [index, key]));
  let onAnswer: ((args: unknown, reply: unknown) => void) | undefined;

  const fail = (kind: ToolFault['kind'], call: string, detail: string): never => {
    const fault: ToolFault = { kind, call, detail };
    faults.push(fault);
    if (kind !== 'argument-not-plain' && kind !== 'result-not-plain' && kind !== 'exhausted') fatal = fault;
    throw new ToolFaultError(fault);
  };

  const exchange = (message: object, call: string): Readonly<Record<string, unknown>> => {
    if (fatal !== undefined) {
      faults.push(fatal);
      throw new ToolFaultError(fatal);
    }
    try {
      pipes ??= connectPipes(settings, settings.startMs);
      sequence += 1;
      const deadline = deadlineIn(settings.callMs);
      assertSilent(pipes);
      writeRequest(pipes, encodeFrame({ ...message, seq: sequence }), deadline);
      const reply = readReply(pipes, deadline);
      if (reply['seq'] !== sequence) throw new WireError('the tool answered another call than the one it was asked');
      return reply;
    } catch (error) {
      return fail(error instanceof PipeEnd ? error.kind : 'protocol', call, messageOf(error));
    }
  };

  const call = (args: readonly unknown[]): unknown => {
    const shown = `${settings.functionName}(${showArguments(args)})`;
    let encoded: unknown;
    try {
      encoded = encodeValue([...args], 'the argument list');
    } catch (error) {
      return fail('argument-not-plain', shown, messageOf(error));
    }
    isFresh = false;
    calls += 1;
    if (unseen.size > 0) noteExample(argumentKey(args));
    const reply = exchange({ op: 'call', args: encoded }, shown);
    if (reply['exhausted'] === true) fail('exhausted', shown, 'the call does not end');
    onAnswer?.(encoded, reply);
    if (typeof reply['notPlain'] === 'string') fail('result-not-plain', shown, reply['notPlain'].slice(0, 500));
    let result: CallResult;
    try {
      result = readResult(reply);
      if ('args' in reply) applyChanges(args, decodeValue(reply['args']));
    } catch (error) {
      return fail('protocol', shown, messageOf(error));
    }
    if (reply['isAsync'] === true) return settleLater(result);
    if ('value' in result) return result.value;
    throw result.thrown;
  };
  const noteExample = (key: string): void => {
    for (const [index, wanted] of unseen) {
      if (wanted !== key) continue;
      unseen.delete(index);
      exercised.push(index);
    }
  };
  return {
    call,
    countCalls: () => calls,
    takeExercised: () => {
      const taken = exercised;
      exercised = [];
      return taken;
    },
    begin: (request) => exchange({ op: 'start', ...request }, 'loading a mutant')['ok'] === true,
    listen: (onCall) => {
      onAnswer = onCall;
    },
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

async function settleLater(result: CallResult): Promise<unknown> {
  if ('value' in result) return result.value;
  throw result.thrown;
}

function readResult(reply: Readonly<Record<string, unknown>>): CallResult {
  if (reply['ok'] === true && 'value' in reply) return { value: decodeValue(reply['value']) };
  if (reply['ok'] !== false) throw new WireError('an answer is neither a value nor an error');
  if ('thrown' in reply) return { thrown: decodeValue(reply['thrown']) };
  const { name, message, code } = fieldsOf(reply['error']);
  if (typeof name !== 'string' || typeof message !== 'string') throw new WireError('an error without name or message');
  const thrown = createError(name, message);
  return { thrown: typeof code === 'string' ? Object.assign(thrown, { code }) : thrown };
}

const builtinErrors = [TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError] as const;

function createError(name: string, message: string): Error {
  const builtin = builtinErrors.find((constructor) => constructor.name === name);
  if (builtin !== undefined) return new builtin(message);
  const error = new Error(message);
  if (name !== 'Error') Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  return error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'malformed answer';
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
