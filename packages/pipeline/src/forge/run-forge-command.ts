import type { ForgeCommand, ForgeEventInput } from '../core/forge/forge-state.ts';
import { attemptsPerStage } from '../core/forge/forge-stage.ts';
import type { GateReportLike } from '../core/forge/gate-report-like.ts';
import type { ForgeDependencies } from './forge-dependencies.ts';
import type { ForgeReporter } from './forge-reporter.ts';

type OpenCommand<Report extends GateReportLike> = Exclude<ForgeCommand<Report>, { kind: 'finish' | 'ignore' }>;

/** Carries out one command against the ports and says what happened; errors become events. */
export async function runForgeCommand<Report extends GateReportLike>(
  command: OpenCommand<Report>,
  dependencies: ForgeDependencies<Report>,
  report: ForgeReporter,
): Promise<ForgeEventInput<Report>> {
  try {
    return await carryOut(command, dependencies, report);
  } catch (error) {
    return { kind: command.kind === 'confirm' || command.kind === 'check' ? 'broke' : 'model-failed', error };
  }
}

async function carryOut<Report extends GateReportLike>(
  command: OpenCommand<Report>,
  { model, check, confirm, signal }: ForgeDependencies<Report>,
  report: ForgeReporter,
): Promise<ForgeEventInput<Report>> {
  const withSignal = signal === undefined ? {} : { signal };
  const callOptions = { onEvent: report.modelEvent, ...withSignal };
  if (command.kind === 'ask-text') return { kind: 'text-reply', reply: await model.chat(command.request, callOptions) };
  if (command.kind === 'ask-structured') {
    const request = { ...command.request, schema: command.schema, maxAttempts: attemptsPerStage };
    const { value, attempts, failures = [] } = await model.structured(request, callOptions);
    return { kind: 'structured-reply', value, replies: attempts, failures };
  }
  if (command.kind === 'check') return { kind: 'checked', report: await check(command.files, withSignal) };
  const { artefact } = command;
  return { kind: 'answered', accepted: confirm === undefined || (await confirm(artefact.stage, artefact)) };
}
