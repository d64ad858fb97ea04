import { z } from 'zod';
import { PipelineError } from '../errors.ts';
import type { ForgeOutcome } from '../core/forge/forge-outcome.ts';
import { forgeRequestSchema, type ForgeRequestInput } from '../core/forge/forge-request-schema.ts';
import { initialForgeState, type ForgeEventInput, type ForgeState, type ForgeStep } from '../core/forge/forge-state.ts';
import type { GateReportLike } from '../core/forge/gate-report-like.ts';
import { transition } from '../core/forge/transition.ts';
import type { ForgeDependencies } from './forge-dependencies.ts';
import { createForgeReporter } from './forge-reporter.ts';
import { runForgeCommand } from './run-forge-command.ts';

/**
 * Goal to specification to code to tests to check, with at most `maxRepairRounds` repairs of the code. The tests come from
 * the specification alone and are never changed. Does not throw: every ending, also an abort or a failing model, is an
 * outcome that holds all that was made.
 */
export async function forgeCandidate<Report extends GateReportLike>(
  request: ForgeRequestInput,
  dependencies: ForgeDependencies<Report>,
): Promise<ForgeOutcome<Report>> {
  const parsed = forgeRequestSchema.safeParse(request);
  if (!parsed.success) return refuseRequest(parsed.error);
  const report = createForgeReporter(dependencies.onEvent, dependencies.now ?? (() => performance.now()));
  const ready = initialForgeState<Report>(parsed.data);
  const isAborted = (): boolean => dependencies.signal?.aborted ?? false;
  let step: ForgeStep<Report> = transition(ready, { kind: isAborted() ? 'abort' : 'start' });
  for (;;) {
    const { command } = step;
    if (command.kind === 'finish') return command.outcome;
    if (command.kind === 'ignore') throw new Error('defect in the forge: an event did not fit the state');
    report.stepStarted(step);
    const next = takeEvent(step.state, await runForgeCommand(command, dependencies, report), isAborted());
    report.stepEnded(step, next);
    step = next;
  }
}

/** An abort wins over the failure that it causes, but a reply or report that is already there is kept. */
function takeEvent<Report extends GateReportLike>(
  state: ForgeState<Report>,
  event: ForgeEventInput<Report>,
  aborted: boolean,
): ForgeStep<Report> {
  const failed = event.kind === 'model-failed' || event.kind === 'broke';
  if (aborted && failed) return transition(state, { kind: 'abort' });
  const next = transition(state, event);
  return aborted && next.command.kind !== 'finish' ? transition(next.state, { kind: 'abort' }) : next;
}

function refuseRequest<Report extends GateReportLike>(cause: z.ZodError): ForgeOutcome<Report> {
  const error = new PipelineError('GENERATION_FAILED', `The forge request is not valid. ${z.prettifyError(cause)}`, {
    cause,
  });
  return { status: 'failed', at: 'request', error, spec: null, files: {}, rounds: [], replies: [] };
}
