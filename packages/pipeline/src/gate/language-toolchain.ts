import type { Candidate } from '../core/candidate.ts';
import type { CandidateAnalysis } from '../core/gate/candidate-analysis.ts';
import type { SandboxFile } from '../core/gate/judge-files.ts';
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
  /** The command, files and mounts of a process that loads the tool and answers calls; see `ToolLink`. */
  readonly toolProcess: (context: GateContext, tool: PreparedTool, link: ToolLink) => ProcessRequest;
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

/**
 * How the tool's process is spoken to: through `requests` and `replies` in the folder `directory` of the host, which the
 * implementation mounts, or through channel 3 alone.
 *
 * The process first loads the tool and greets with `{ "seq": 0, "ok": true }` or `{ "seq": 0, "ok": false, "error": { name, message, code? } }`.
 * Then it answers each request under the request's `seq`:
 * - `{ "op": "call", "args" }`: `{ "ok": true, "value", "isAsync", "args"? }`, or `{ "ok": false, "error" | "thrown", "isAsync", "args"? }`,
 *   or `{ "ok": false, "notPlain": "why" }`. Values are encoded by `encodeValue`; `args` holds the arguments if the tool changed them.
 * - `{ "op": "reset" }`: the tool is loaded afresh, the answer is a greeting.
 * - `{ "op": "finish" }`: `{ "ok": true, "coverage", "attempts": [{ capability, detail }] }`, always on channel 3.
 */
export type ToolLink = { readonly kind: 'pipes'; readonly directory: string } | { readonly kind: 'channel' };

/** One run of the suites. */
export type JudgeRun =
  /** The suites against the tool behind the pipes of `pipeDirectory`, which the implementation mounts. */
  | { readonly purpose: 'judge'; readonly pipeDirectory: string; readonly settings: JudgeSettings }
  /** Each suite against each broken tool, reported as file `canary-<name>/<suite>`. */
  | { readonly purpose: 'canaries'; readonly canaries: readonly CanaryName[] };

/** What the judge's test process is told; the nonce of the report comes by stdin. */
export interface JudgeSettings {
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
