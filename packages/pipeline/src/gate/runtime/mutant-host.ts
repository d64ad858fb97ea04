// Runs inside a sandbox of its own: holds every mutant of the tool in one module and switches between them.
// Whatever it says is the tool's word: it may only name tests that are worth running again, never that a mutant is noticed.
import { callTool, failure, isFunction, type Reply, type ToolFunction } from './host-answer.ts';
import { serveFrames } from './host-frames.ts';

interface MutantSettings {
  readonly requests: string;
  readonly replies: string;
  readonly toolPath: string;
  /** Ids are below this. */
  readonly idCount: number;
  /** What the tool keeps between calls makes every call of a test count. */
  readonly hasState: boolean;
  /** Longest time of an asynchronous call; 0: the tool waits for nothing outside itself, so it settles at once or never. */
  readonly waitMs: number;
}

interface RecordedCall {
  readonly args: unknown;
  readonly outcome: string;
  readonly reached: Uint8Array;
}

const settings = readSettings();
function readSettings(): MutantSettings {
  const given: MutantSettings = JSON.parse(process.argv[2] ?? '{}');
  return given;
}

const noMutant = -1;
/** Event loop turns after which a promise that waits for nothing outside is known never to settle. */
const idleTurns = 20;
const spareFuel = 1000;

let active = noMutant;
let fuel = Number.MAX_SAFE_INTEGER;
let fuelCap = spareFuel;
let isExhausted = false;
let reached = new Uint8Array(settings.idCount);
const loadReached = new Uint8Array(settings.idCount);
const recorded = new Map<number, RecordedCall[]>();
let recording: RecordedCall[] | undefined;
let tool: ToolFunction | undefined;

const isActive = (id: number): boolean => {
  if (active === noMutant) reached[id] = 1;
  return id === active;
};
const burn = (): void => {
  fuel -= 1;
  if (fuel >= 0) return;
  isExhausted = true;
  throw new RangeError('out of fuel');
};

function startFuel(): number {
  fuel = active === noMutant ? Number.MAX_SAFE_INTEGER : fuelCap;
  return fuel;
}

/** Ten times what the unchanged tool ever needs is endless. */
function learnFuel(given: number): void {
  if (active === noMutant) fuelCap = Math.max(fuelCap, (given - fuel) * 10 + spareFuel);
}

const factory: unknown = Reflect.get(await import(settings.toolPath), 'default');

async function makeInstance(mutant: number): Promise<Reply> {
  active = mutant;
  isExhausted = false;
  const given = startFuel();
  reached = loadReached;
  try {
    if (!isFunction(factory)) throw new TypeError('the module makes no tool');
    const made = factory(isActive, burn);
    const instance = made instanceof Promise ? await made : made;
    if (!isFunction(instance)) throw new TypeError('the module made no tool');
    tool = instance;
    learnFuel(given);
    return { ok: true };
  } catch (error) {
    tool = undefined;
    return failure(error);
  }
}

/** Without an answer after some turns of an idle event loop, or after the time limit, a promise counts as one that never settles. */
function settle(result: PromiseLike<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      isExhausted = true;
      reject(new RangeError('the promise never settles'));
    };
    let turns = 0;
    const turn = (): void => void (++turns > idleTurns ? giveUp() : setImmediate(turn));
    const timer = settings.waitMs === 0 ? undefined : setTimeout(giveUp, settings.waitMs);
    if (settings.waitMs === 0) turn();
    result.then(
      (value) => {
        clearTimeout(timer);
        return resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

function callInstance(args: unknown): Reply | Promise<Reply> {
  if (tool === undefined) return failure(new TypeError('the tool is not loaded'));
  isExhausted = false;
  const given = startFuel();
  if (active === noMutant) reached = new Uint8Array(settings.idCount);
  const finish = (reply: Reply): Reply => {
    learnFuel(given);
    return isExhausted ? { ok: false, exhausted: true } : reply;
  };
  const reply = callTool(tool, args, settle);
  return reply instanceof Promise ? reply.then(finish) : finish(reply);
}

function record(args: unknown, reply: Reply): Reply {
  recording?.push({ args, outcome: JSON.stringify(reply), reached });
  return reply;
}

/** The first of `tests` in whose recorded calls the mutant changes an answer. A test without such a call cannot notice it. */
async function compare(mutant: number, tests: readonly unknown[]): Promise<Reply> {
  const isLoaded = loadReached[mutant] === 1;
  let isReached = isLoaded;
  for (const test of tests) {
    const calls = recorded.get(Number(test)) ?? [];
    const relevant = isLoaded || settings.hasState ? calls : calls.filter((call) => call.reached[mutant] === 1);
    if (relevant.length === 0 || !(isLoaded || calls.some((call) => call.reached[mutant] === 1))) continue;
    isReached = true;
    if (await differsIn(mutant, relevant)) return { ok: true, differs: test, isReached };
  }
  return { ok: true, isReached };
}

async function differsIn(mutant: number, calls: readonly RecordedCall[]): Promise<boolean> {
  const made = await makeInstance(mutant);
  if (made['ok'] !== true) return true;
  for (const { args, outcome } of calls) {
    const reply = callInstance(args);
    if (JSON.stringify(reply instanceof Promise ? await reply : reply) !== outcome) return true;
  }
  return false;
}

function answer(request: Reply): Reply | Promise<Reply> {
  const { op, mutant, test, tests } = request;
  if (op === 'compare') return compare(Number(mutant), Array.isArray(tests) ? tests : []);
  if (op === 'start') {
    recording = request['record'] === true ? [] : undefined;
    if (recording !== undefined) recorded.set(Number(test), recording);
    return makeInstance(Number(mutant));
  }
  if (op !== 'call') return { ok: false, error: { name: 'Error', message: 'unknown request' } };
  const reply = callInstance(request['args']);
  return reply instanceof Promise
    ? reply.then((late) => record(request['args'], late))
    : record(request['args'], reply);
}

await serveFrames(settings, await makeInstance(noMutant), answer);
