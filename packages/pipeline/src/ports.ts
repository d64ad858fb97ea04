import type { ZodType } from 'zod';
import type { ModelReply } from './core/forge/model-reply.ts';

export type { ModelProvenance, ModelReply } from './core/forge/model-reply.ts';

/** What the pipeline asks of a sandbox. `@machinist/sandbox-bwrap` satisfies it; nothing here names Bubblewrap. */
export interface SandboxPort {
  /** Starts one command. Never throws for what the command does; see `SandboxOutcome.status`. */
  start(request: SandboxRequest, options?: { readonly signal?: AbortSignal }): SandboxRun;
}

export interface SandboxRequest {
  /** argv as the payload sees it; no shell is involved. */
  readonly command: readonly string[];
  readonly policy?: SandboxPolicyRequest;
  /** Files laid into the sandbox read-only, by content. `to` is an absolute path inside. */
  readonly files?: readonly { readonly to: string; readonly content: string | Uint8Array }[];
  readonly stdin?: string | Uint8Array;
  /** File descriptors (3 to 9) that reach the payload as two-way byte streams. */
  readonly channels?: readonly number[];
}

export interface SandboxPolicyRequest {
  readonly wallMs?: number;
  readonly memoryBytes?: number | null;
  readonly pids?: number | null;
  readonly outputBytes?: number;
  readonly scratchBytes?: number;
  readonly tmpBytes?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly readOnly?: readonly { readonly from: string; readonly to: string }[];
  readonly cwd?: string;
}

export interface SandboxRun {
  /** The harness end of each requested channel. */
  readonly channels: ReadonlyMap<number, NodeJS.ReadWriteStream>;
  readonly result: Promise<SandboxOutcome>;
  /** Ends the run; `result` then reports `aborted`. */
  stop(): void;
}

export interface SandboxOutcome {
  readonly status: 'exit' | 'signal' | 'timeout' | 'oom' | 'output-cap' | 'launch-error' | 'aborted';
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly oom: boolean;
  readonly timedOut: boolean;
  readonly truncated: boolean;
  readonly wallMs: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly policyHash: string;
}

/** What the pipeline asks of a language model. `@machinist/llm-client` satisfies it. */
export interface ModelPort {
  /**
   * One answer as plain text. Throws when the answer is incomplete; a thrown `code` of OUTPUT_TRUNCATED, EMPTY_OUTPUT or
   * OUTPUT_LOOP means that the model answered badly and may be asked again (`details.partialText` is kept).
   */
  chat(request: ModelRequest, options?: ModelCallOptions): Promise<ModelReply>;
  /**
   * One answer validated by `schema`, whose shape the port shows to the model; validation problems are fed back to the model, at most `maxAttempts` times.
   * When no attempt validates it throws; `text` and `problems` of each `details.attempts[]` of that error are kept.
   */
  structured<Value>(
    request: ModelRequest & { readonly schema: ZodType<Value>; readonly maxAttempts?: number },
    options?: ModelCallOptions,
  ): Promise<StructuredReply<Value>>;
}

export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }[];
  /** Every option is explicit: an unset value is an unrecorded value. */
  readonly options: {
    readonly temperature: number;
    readonly seed: number;
    readonly numCtx: number;
    readonly numPredict: number;
  };
}

export interface ModelCallOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ModelEvent) => void;
}

/** Progress of one call; `text` is untrusted. Other kinds may come and are to be ignored. */
export interface ModelEvent {
  readonly kind: string;
  readonly text?: string;
}

export interface StructuredReply<Value> {
  readonly value: Value;
  /** Every reply that was needed, the last one being the accepted one. */
  readonly attempts: readonly ModelReply[];
  /** Why earlier attempts were not accepted. */
  readonly failures?: readonly { readonly text: string; readonly problems: readonly string[] }[];
}
