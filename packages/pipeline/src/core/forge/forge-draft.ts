import type { ToolSpec } from '../spec-schema.ts';
import type { CandidateFiles } from '../candidate.ts';
import { candidateFiles, type SuiteName } from './candidate-files.ts';
import type { ExtractionProblem } from './extract-source.ts';
import type { ForgeRequest } from './forge-request-schema.ts';
import type { ForgeStage } from './forge-stage.ts';
import type { GateReportLike } from './gate-report-like.ts';
import type { ModelProvenance } from './model-reply.ts';
import type { Signature } from './normalise-signature.ts';
import type { PromptMessage } from './prompt.ts';

/** One reply of the model with the request that led to it: the unit of a transcript. */
export interface ForgeReply {
  /** The raw answer, untrusted. */
  readonly text: string;
  readonly thinking: string;
  /** `null` when the answer broke off, or was refused inside a structured call, before its provenance was handed over. */
  readonly provenance: ModelProvenance | null;
  readonly stage: ForgeStage;
  /** 0 until the first check, then the repair round. */
  readonly round: number;
  /** 1 to 3 within the stage and round. */
  readonly attempt: number;
  readonly promptVersion: string;
  readonly messages: readonly PromptMessage[];
  /** Why the reply was not used; `null` when it was. */
  readonly problem: { readonly code: ReplyProblem; readonly message: string } | null;
}

export type ReplyProblem =
  | ExtractionProblem
  /** The structured answer does not validate. */
  | 'INVALID_STRUCTURE'
  /** The model broke off: token limit, no text, or a loop. */
  | 'BROKEN_OFF'
  /** A repair that changes nothing. */
  | 'UNCHANGED';

/** One code that was checked. */
export interface ForgeRound<Report extends GateReportLike> {
  /** 0 for the first code, then the repair round. */
  readonly round: number;
  readonly code: string;
  readonly report: Report;
}

/** Everything made so far. */
export interface ForgeDraft<Report extends GateReportLike> {
  readonly request: ForgeRequest;
  readonly signature: Signature | null;
  readonly spec: ToolSpec | null;
  readonly code: string | null;
  readonly suites: Readonly<Partial<Record<SuiteName, string>>>;
  readonly rounds: readonly ForgeRound<Report>[];
  readonly replies: readonly ForgeReply[];
}

/** The candidate folder as far as it exists. */
export function draftFiles<Report extends GateReportLike>(draft: ForgeDraft<Report>): CandidateFiles {
  return candidateFiles(draft.request.language, draft);
}
