import { acceptModelError } from './accept-model-error.ts';
import { acceptStructuredReply } from './accept-structured-reply.ts';
import { acceptTextReply } from './accept-text-reply.ts';
import type { ForgeDraft } from './forge-draft.ts';
import { forgeRecord, type ConfirmStage } from './forge-outcome.ts';
import type { ForgeEventInput, ForgeState, ForgeStep } from './forge-state.ts';
import { askStep, checkStep, confirmStep, failStep, finishStep } from './forge-steps.ts';
import type { GateReportLike } from './gate-report-like.ts';
import { isBeyondRepair } from './repair-findings.ts';

/**
 * The forge as a pure function: what happened, in which state, leads to which state and what is to be done next.
 * An event that does not apply is ignored; a finished forge stays finished.
 */
export function transition<Report extends GateReportLike>(
  state: ForgeState<Report>,
  event: ForgeEventInput<Report>,
): ForgeStep<Report> {
  if (state.phase === 'finished') return { state, command: { kind: 'ignore' } };
  const { draft } = state;
  if (event.kind === 'abort') return finishStep({ ...forgeRecord(draft), status: 'aborted' });
  if (event.kind === 'broke' && state.phase !== 'ready')
    return failStep(draft, state.phase === 'checking' ? 'check' : state.stage, event.error);
  if (event.kind === 'start' && state.phase === 'ready') return askStep(draft, 'signature');
  if (event.kind === 'answered' && state.phase === 'confirming')
    return event.accepted
      ? proceed(draft, state.stage)
      : finishStep({ ...forgeRecord(draft), status: 'declined', at: state.stage });
  if (event.kind === 'checked' && state.phase === 'checking') return judge(draft, event.report);
  if (state.phase !== 'asking') return { state, command: { kind: 'ignore' } };
  if (event.kind === 'structured-reply') return acceptStructuredReply(state, event);
  if (event.kind === 'text-reply') return acceptTextReply(state, event.reply);
  if (event.kind === 'model-failed') return acceptModelError(state, event.error);
  return { state, command: { kind: 'ignore' } };
}

function proceed<Report extends GateReportLike>(draft: ForgeDraft<Report>, confirmed: ConfirmStage): ForgeStep<Report> {
  if (confirmed === 'spec') return askStep(draft, 'code');
  if (confirmed === 'tests') return confirmStep(draft, 'validate');
  // The permission to validate was given with the first code; a repair is shown again, its tests are the old ones.
  if (confirmed === 'code' && draft.rounds.length === 0) return askStep(draft, 'tests-unit');
  return checkStep(draft);
}

function judge<Report extends GateReportLike>(before: ForgeDraft<Report>, report: Report): ForgeStep<Report> {
  const round = before.rounds.length;
  const draft = { ...before, rounds: [...before.rounds, { round, code: before.code ?? '', report }] };
  const mayRepair = round < draft.request.maxRepairRounds && !isBeyondRepair(report.findings);
  if (report.verdict === 'fail' && mayRepair) return askStep(draft, 'repair');
  const record = forgeRecord(draft);
  if (record.spec === null) throw new Error('a candidate without a specification was checked');
  const status = { pass: 'passed', deferred: 'deferred', fail: 'refused' } as const;
  return finishStep({ ...record, spec: record.spec, status: status[report.verdict], report });
}
