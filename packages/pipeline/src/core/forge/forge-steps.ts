import { PipelineError } from '../../errors.ts';
import { suitePath, suiteNames, toolPath } from './candidate-files.ts';
import { draftFiles, type ForgeDraft } from './forge-draft.ts';
import { forgeRecord, type ConfirmStage, type ForgeOutcome } from './forge-outcome.ts';
import { stageOptions, type ForgeStage } from './forge-stage.ts';
import type { ConfirmArtefact, ForgeStep } from './forge-state.ts';
import type { GateReportLike } from './gate-report-like.ts';
import type { PromptMessage } from './prompt.ts';
import { stageMessages, stageSchema } from './stage-request.ts';

/** Asks the model for one stage; `messages` only for a further attempt. */
export function askStep<Report extends GateReportLike>(
  draft: ForgeDraft<Report>,
  stage: ForgeStage,
  attempt = 1,
  messages: readonly PromptMessage[] = stageMessages(stage, draft),
): ForgeStep<Report> {
  const options = stageOptions(draft.request, stage, draft.rounds.length, attempt);
  const request = { model: draft.request.model, messages, options };
  const schema = stageSchema(stage, draft);
  return {
    state: { phase: 'asking', stage, attempt, request, draft },
    command:
      schema === null ? { kind: 'ask-text', stage, request } : { kind: 'ask-structured', stage, request, schema },
  };
}

/** Asks the caller whether to go on. */
export function confirmStep<Report extends GateReportLike>(
  draft: ForgeDraft<Report>,
  stage: ConfirmStage,
): ForgeStep<Report> {
  return {
    state: { phase: 'confirming', stage, draft },
    command: { kind: 'confirm', artefact: confirmArtefact(draft, stage) },
  };
}

/** Hands the candidate to the gate. */
export function checkStep<Report extends GateReportLike>(draft: ForgeDraft<Report>): ForgeStep<Report> {
  return { state: { phase: 'checking', draft }, command: { kind: 'check', files: draftFiles(draft) } };
}

/** Ends the forge. */
export function finishStep<Report extends GateReportLike>(outcome: ForgeOutcome<Report>): ForgeStep<Report> {
  return { state: { phase: 'finished', outcome }, command: { kind: 'finish', outcome } };
}

/** Ends the forge because something could not be made or run. A `PipelineError` is kept, anything else becomes its cause. */
export function failStep<Report extends GateReportLike>(
  draft: ForgeDraft<Report>,
  at: ForgeStage | ConfirmStage | 'check',
  cause: unknown,
): ForgeStep<Report> {
  const text = cause instanceof Error ? cause.message : String(cause);
  const error = PipelineError.isInstance(cause)
    ? cause
    : new PipelineError('GENERATION_FAILED', `The forge stopped at "${at}": ${text}`, { cause });
  return finishStep({ ...forgeRecord(draft), status: 'failed', at, error });
}

function confirmArtefact<Report extends GateReportLike>(
  draft: ForgeDraft<Report>,
  stage: ConfirmStage,
): ConfirmArtefact {
  const { code, spec, suites, rounds } = draft;
  const { language } = draft.request;
  if (stage === 'spec' && spec !== null) return { stage, spec };
  if (stage === 'code' && code !== null) return { stage, path: toolPath(language), code, round: rounds.length };
  if (stage === 'tests') {
    const entries = suiteNames.map((suite) => [suitePath(language, suite), suites[suite] ?? ''] as const);
    return { stage, files: Object.fromEntries(entries) };
  }
  if (stage === 'validate') return { stage, files: draftFiles(draft) };
  throw new Error(`there is no ${stage} to confirm yet`);
}
