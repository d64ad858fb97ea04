import type { z } from 'zod';
import type { ToolSpec } from '../spec-schema.ts';
import type { CandidateFiles } from '../candidate.ts';
import type { ForgeDraft } from './forge-draft.ts';
import type { ConfirmStage, ForgeOutcome } from './forge-outcome.ts';
import type { ForgeRequest } from './forge-request-schema.ts';
import type { ForgeStage } from './forge-stage.ts';
import type { GateReportLike } from './gate-report-like.ts';
import type { ModelReply } from './model-reply.ts';
import type { PromptMessage } from './prompt.ts';

/** One request to the model, as sent. */
export interface StageRequest {
  readonly model: string;
  readonly messages: readonly PromptMessage[];
  readonly options: {
    readonly temperature: number;
    readonly seed: number;
    readonly numCtx: number;
    readonly numPredict: number;
  };
}

/** Where a forge stands. `finished` is terminal. */
export type ForgeState<Report extends GateReportLike> =
  | { readonly phase: 'ready'; readonly draft: ForgeDraft<Report> }
  | {
      readonly phase: 'asking';
      readonly stage: ForgeStage;
      readonly attempt: number;
      readonly request: StageRequest;
      readonly draft: ForgeDraft<Report>;
    }
  | { readonly phase: 'confirming'; readonly stage: ConfirmStage; readonly draft: ForgeDraft<Report> }
  | { readonly phase: 'checking'; readonly draft: ForgeDraft<Report> }
  | { readonly phase: 'finished'; readonly outcome: ForgeOutcome<Report> };

/** An answer that a structured call refused before it took a later one. */
export interface RefusedAnswer {
  readonly text: string;
  readonly problems: readonly string[];
}

/** What happened outside. */
export type ForgeEventInput<Report extends GateReportLike> =
  | { readonly kind: 'start' }
  /** A structured answer with every reply it took, the accepted one last. */
  | {
      readonly kind: 'structured-reply';
      readonly value: unknown;
      readonly replies: readonly ModelReply[];
      readonly failures: readonly RefusedAnswer[];
    }
  | { readonly kind: 'text-reply'; readonly reply: ModelReply }
  /** The model port threw. */
  | { readonly kind: 'model-failed'; readonly error: unknown }
  | { readonly kind: 'answered'; readonly accepted: boolean }
  | { readonly kind: 'checked'; readonly report: Report }
  /** A question or a check could not be carried out. */
  | { readonly kind: 'broke'; readonly error: unknown }
  | { readonly kind: 'abort' };

/** What a caller is shown with a question. */
export type ConfirmArtefact =
  | { readonly stage: 'spec'; readonly spec: ToolSpec }
  | { readonly stage: 'code'; readonly path: string; readonly code: string; readonly round: number }
  | { readonly stage: 'tests'; readonly files: CandidateFiles }
  | { readonly stage: 'validate'; readonly files: CandidateFiles };

/** What is to be done next. */
export type ForgeCommand<Report extends GateReportLike> =
  | {
      readonly kind: 'ask-structured';
      readonly stage: ForgeStage;
      readonly request: StageRequest;
      readonly schema: z.ZodType;
    }
  | { readonly kind: 'ask-text'; readonly stage: ForgeStage; readonly request: StageRequest }
  | { readonly kind: 'confirm'; readonly artefact: ConfirmArtefact }
  | { readonly kind: 'check'; readonly files: CandidateFiles }
  | { readonly kind: 'finish'; readonly outcome: ForgeOutcome<Report> }
  /** The event does not apply to the state: nothing changed, nothing to do. */
  | { readonly kind: 'ignore' };

export interface ForgeStep<Report extends GateReportLike> {
  readonly state: ForgeState<Report>;
  readonly command: ForgeCommand<Report>;
}

/** The state before anything was asked. */
export function initialForgeState<Report extends GateReportLike>(request: ForgeRequest): ForgeState<Report> {
  return {
    phase: 'ready',
    draft: { request, signature: null, spec: null, code: null, suites: {}, rounds: [], replies: [] },
  };
}
