import type { PipelineError } from '../../errors.ts';
import type { ToolSpec } from '../spec-schema.ts';
import type { CandidateFiles } from '../candidate.ts';
import { draftFiles, type ForgeDraft, type ForgeReply, type ForgeRound } from './forge-draft.ts';
import type { ForgeStage } from './forge-stage.ts';
import type { GateReportLike } from './gate-report-like.ts';

/** Questions a caller may be asked before the forge goes on. */
export type ConfirmStage = 'spec' | 'code' | 'tests' | 'validate';

interface ForgeRecord<Report extends GateReportLike> {
  /** The candidate folder; incomplete unless the status is `passed`, `deferred` or `refused`. */
  readonly files: CandidateFiles;
  /** Every code that was checked, with its report, in order. */
  readonly rounds: readonly ForgeRound<Report>[];
  /** Every reply of the model, used or not, in order, with full prompt and raw text. */
  readonly replies: readonly ForgeReply[];
}

/** How a forge ended. Nothing that was made is lost, however it ended. */
export type ForgeOutcome<Report extends GateReportLike = GateReportLike> =
  /** The gate passed, deferred, or still failed after the last repair round. */
  | (ForgeRecord<Report> & {
      readonly status: 'passed' | 'deferred' | 'refused';
      readonly spec: ToolSpec;
      readonly report: Report;
    })
  /** The caller answered no. */
  | (ForgeRecord<Report> & { readonly status: 'declined'; readonly at: ConfirmStage; readonly spec: ToolSpec | null })
  /** The model's replies were unusable, or the model or the check could not run; `error.cause` holds the first cause. */
  | (ForgeRecord<Report> & {
      readonly status: 'failed';
      readonly at: 'request' | ForgeStage | ConfirmStage | 'check';
      readonly error: PipelineError;
      readonly spec: ToolSpec | null;
    })
  /** The caller's signal ended the work. */
  | (ForgeRecord<Report> & { readonly status: 'aborted'; readonly spec: ToolSpec | null });

/** The part that every outcome shares. */
export function forgeRecord<Report extends GateReportLike>(
  draft: ForgeDraft<Report>,
): ForgeRecord<Report> & { readonly spec: ToolSpec | null } {
  return { files: draftFiles(draft), rounds: draft.rounds, replies: draft.replies, spec: draft.spec };
}
