import type { Candidate } from '../core/candidate.ts';
import type { CandidateAnalysis } from '../core/gate/candidate-analysis.ts';
import type { SandboxFile } from '../core/gate/judge-files.ts';
import type { Mutant } from '../core/mutation/mutant.ts';
import type { Surroundings } from '../core/gate/replay-variants.ts';
import type { CanaryName, Coverage, Finding } from '../core/report-schema.ts';
import type { Language } from '../core/spec-schema.ts';
import type { SandboxPolicyRequest, SandboxRequest } from '../ports.ts';
import type { PrepareToolchainOptions, Toolchain } from '../toolchain/toolchain-schema.ts';
import type { GateContext } from './gate-context.ts';

/**
 * Everything the gate needs to know of one programming language. The gate asks nothing else about a language anywhere, so a
 * second language is one implementation of this interface and one line in `languages/language-toolchains.ts`.
 *
 * What stays common, and an implementation must not do again: reading the candidate, the spec's examples, starting and stopping
 * sandboxes, the framing of the pipes (`wire-codec.ts`), comparing executed with declared tests, judging canaries, the verdict
 * and the report. Whatever comes out of a sandbox is hostile until it is parsed.
 */
export interface LanguageToolchain {
  readonly language: Language;
  /**
   * Finds or lays out the programs that run in the sandboxes, and says their versions. Throws `TOOLCHAIN_MISSING` whose message
   * names what is missing and the one command that installs it.
   */
  readonly prepare: (options: PrepareToolchainOptions) => Promise<Toolchain>;
  /** Every rule that needs no run of the tool. May use a sandbox (`context.startSandbox('analysis', ...)`) to parse. */
  readonly analyze: (context: GateContext) => Promise<CandidateAnalysis>;
  /** Type checker, linter and their like, each in a sandbox of its own; all of them start together with the tests. */
  readonly staticTools: readonly ((context: GateContext) => Promise<readonly Finding[]>)[];
  /** The tool as it runs in its sandbox, with coverage counters. Throws an `Error` with a message for the user when it does not parse. */
  readonly prepareTool: (context: GateContext) => Promise<PreparedTool>;
  /** The command, files and mounts of a process that loads the tool and answers calls; see `ToolLink`. The surroundings are changed before the tool is loaded. */
  readonly toolProcess: (
    context: GateContext,
    tool: PreparedTool,
    link: ToolLink,
    surroundings: Surroundings,
  ) => ProcessRequest;
  /** How the judge repeats tests against canaries and mutants. */
  readonly repeats: RepeatSupport;
  /** The command, files and mounts of the process that runs the suites and speaks `judge-report.ts` lines on channel 3. */
  readonly judgeProcess: (context: GateContext, run: JudgeRun) => ProcessRequest;
}

/** The tool as it runs in its sandbox. */
export interface PreparedTool {
  /** What the tool's sandbox is given instead of the candidate's file. */
  readonly code: string;
  /** Name of the global that holds the counters: unguessable, so that a tool has to look for them before it can forge them. */
  readonly coverageName: string;
  /** Reads the counters that the tool's process handed over at the end; `undefined` when they do not fit this code. */
  readonly measureCoverage: (counters: unknown) => Coverage | undefined;
}

/** What a language needs so that its judge can repeat tests against mutants; its tool process must know `replay`. */
export interface RepeatSupport {
  /** Every mutant of the tool in one program. Throws like `prepareTool`. */
  readonly prepareMutants: (context: GateContext) => Promise<PreparedMutants>;
  /**
   * The command, files and mounts of a process that holds the mutants. It greets like a tool (see `ToolLink`), then answers:
   * - `{ "op": "start", "mutant": id, "test": index, "record": boolean }`: makes a fresh instance with that mutant (-1: none,
   *   0: the known-killable one, which makes every call throw) and answers like a greeting. With `record` it keeps the following
   *   calls, their answers and the mutants each of them reaches as those of this test.
   * - `{ "op": "call", "args" }`: like a tool, but `{ "ok": false, "exhausted": true }` for a call that burns more than ten times
   *   the fuel (loop turns and function entries) that any recorded call burnt, or awaits what never comes. No clock decides this.
   * - `{ "op": "compare", "mutant": id, "tests": [index, ...] }`, answered on channel 3: `{ "ok": true, "isReached", "differs"? }`, the
   *   first of these tests in whose recorded calls this mutant changes an answer. It is a hint: only a repeated test that fails is a kill.
   */
  readonly mutantProcess: (
    context: GateContext,
    mutants: PreparedMutants,
    link: { readonly directory: string },
  ) => ProcessRequest;
}

/** The mutants of a tool, as one program. */
export interface PreparedMutants {
  readonly code: string;
  /** Ids from 1, without gaps. */
  readonly mutants: readonly Mutant[];
  /** Changes left out because they provably change nothing. */
  readonly equivalent: number;
  /** The tool keeps something between calls, or may. */
  readonly hasState: boolean;
}

/**
 * How the tool's process is spoken to: through `requests` and `replies` in the folder `directory` of the host, which the
 * implementation mounts, or through channel 3 alone.
 *
 * The process first loads the tool and greets with `{ "seq": 0, "ok": true }` or `{ "seq": 0, "ok": false, "error": { name, message, code? } }`.
 * Then it answers each request under the request's `seq`:
 * - `{ "op": "call", "args" }`: `{ "ok": true, "value", "isAsync", "args"? }`, or `{ "ok": false, "error" | "thrown", "isAsync", "args"? }`,
 *   or `{ "ok": false, "notPlain": "why" }`. Values are encoded by `encodeValue`; `args` holds the arguments if the tool changed them.
 * - `{ "op": "reset" }`: the tool is loaded afresh, the answer is a greeting.
 * - `{ "op": "replay", "calls": [args, ...] }`: all of these calls in one instance of the tool; `{ "ok": true, "replies": [...] }`, in order.
 * - `{ "op": "finish" }`: `{ "ok": true, "coverage", "attempts": [{ capability, detail }] }`, always on channel 3.
 */
export type ToolLink = { readonly kind: 'pipes'; readonly directory: string } | { readonly kind: 'channel' };

/**
 * One run of the suites. The implementation mounts `pipeDirectory`, below which three pairs of pipes lie:
 * - `tool`: to the tool, which every call of the ordinary run goes to (`ToolLink`).
 * - `mutants`: to the process of `mutantProcess`.
 * - `control`: frames to and from the gate, from the test process, once the ordinary run is over and before the runner reports its end.
 *
 * On `control` the test process greets with `{ "seq": 0, "tests": [{ "file", "state": "pass" | "fail" | "skip" }] }` in an order
 * of its own, then answers each request under its `seq`, and goes on to the end of the run at any other `op` than `run`:
 * - `{ "op": "run", "test": index, "canary": "throws" | "undefined" | "constant" | "identity" }`: the test once more with its hooks,
 *   every call answered by that broken tool without any pipe; properties use the same seed and look for no smaller values.
 *   Answer: `{ "state": "passed" | "failed" | "unrepeatable" }`.
 * - `{ "op": "run", "test": index, "mutant": id, "record": boolean }`: first `start` (see `mutantProcess`), then the same with every
 *   call going to the mutants; `failed` at once when `start` is refused or when a call was answered as `exhausted`, whatever
 *   the test makes of it. With `record` the answer also has `calls`: `[[args, reply], ...]`, encoded as they crossed the pipe.
 * Nothing that a repeated test does or leaves behind may reach the report of the ordinary run.
 */
export interface JudgeRun {
  readonly pipeDirectory: string;
  readonly settings: JudgeSettings;
}

/** A broken tool that needs no mutants. */
export type PlainCanary = Exclude<CanaryName, 'mutant'>;

/** What the judge's test process is told; the nonce of the report comes by stdin. */
export interface JudgeSettings {
  /** The exported function answers with a promise. */
  readonly isAsync: boolean;
  /** What the canary `constant` returns, as JSON. */
  readonly constant: string;
  readonly callMs: number;
  readonly startMs: number;
  /** Seed of every property that does not set its own. */
  readonly propertySeed: number;
  /** `argumentKey` of each example of the spec: a test that makes that very call exercises the example. */
  readonly exampleKeys: readonly string[];
}

/** The language's part of a sandbox request; limits, channels and stdin are the gate's. */
export interface ProcessRequest {
  readonly command: SandboxRequest['command'];
  readonly files: readonly SandboxFile[];
  readonly binds: NonNullable<SandboxPolicyRequest['readOnly']>;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A candidate's tool file. */
export function toolSource({ files, toolFile }: Candidate): string {
  return files[toolFile] ?? '';
}
