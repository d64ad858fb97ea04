import {
  forgeCandidate,
  forgeRequestSchema,
  type CandidateFiles,
  type ForgeOutcome,
  type ForgeRequest,
  type GateReport,
} from '@machinist/pipeline';
import { composeGate, requireSandbox } from '../compose/compose-gate.ts';
import type { ComposedModel } from '../compose/compose-model.ts';
import { openAdmissions, type Admissions } from '../compose/open-admissions.ts';
import { promoteCandidate } from '../compose/promote-candidate.ts';
import { refuseExisting, writeCandidate } from '../compose/write-candidate.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { createProgress } from '../render/progress.ts';
import { renderReport } from '../render/render-report.ts';
import { escapeLine } from '../render/escape-text.ts';
import type { Terminal } from '../terminal.ts';
import { confirmArtefact, confirmPromotion } from './questions.ts';
import { renderPromotion } from '../render/render-promotion.ts';

/** All that one forge needs. */
export interface ForgeRun {
  readonly goal: string;
  readonly model: ComposedModel;
  readonly language: 'typescript' | 'python';
  readonly terminal: Terminal;
  readonly registryDirectory: string;
  readonly signal: AbortSignal;
  /** Ask before validating and before promoting. */
  readonly ask: boolean;
  readonly out?: string | undefined;
  /** Where candidates go that have no `out`; `candidates` when left out. */
  readonly candidates?: string;
  readonly policy?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** Forges one tool, keeps the candidate whatever came of it, and promotes it when the gate passed. */
export async function runForge(run: ForgeRun): Promise<ExitCode> {
  const { terminal, model, goal } = run;
  if (run.out !== undefined) refuseExisting(run.out);
  const admissions = await openAdmissions(run.registryDirectory, run.keyFile);
  await requireSandbox(run.signal);
  terminal.note(`model: ${escapeLine(model.notice)}`);
  terminal.note(`goal: ${escapeLine(goal)}`);
  const progress = createProgress(terminal, { events: true });
  const gate = composeGate({ policy: run.policy, onEvent: progress.gateEvent });
  const startedAt = new Date();
  const request = { goal, model: model.model, language: run.language };
  const outcome = await forgeCandidate(request, {
    model: model.client,
    check: async (files, options) => {
      const report = await gate.judge(files, options);
      for (const line of summariseFindings(report)) terminal.note(line);
      return report;
    },
    signal: run.signal,
    onEvent: progress.forgeEvent,
    ...(run.ask ? { confirm: (_stage, artefact) => confirmArtefact(artefact, terminal) } : {}),
  }).finally(() => progress.end());
  const directory = keepCandidate(outcome, run);
  if (directory !== undefined) terminal.print(`The candidate: ${escapeLine(directory)}`);
  return concludeForge(outcome, directory, {
    ...run,
    admissions,
    startedAt,
    request: forgeRequestSchema.parse(request),
  });
}

const mostFindings = 5;

/** The findings that decided against a round, in a line each; the whole report comes at the end. */
function summariseFindings({ verdict, findings }: GateReport): string[] {
  if (verdict === 'pass') return [];
  const deciding = findings.filter(({ effect }) => effect === (verdict === 'fail' ? 'fail' : 'defer'));
  const lines = deciding
    .slice(0, mostFindings)
    .map(({ id, message }) => `  ✗ ${id}: ${escapeLine(message.split('\n')[0] ?? '').slice(0, 200)}`);
  return deciding.length > mostFindings ? [...lines, `  … and ${deciding.length - mostFindings} more`] : lines;
}

async function concludeForge(
  outcome: ForgeOutcome<GateReport>,
  directory: string | undefined,
  run: ForgeRun & { readonly admissions: Admissions; readonly startedAt: Date; readonly request: ForgeRequest },
): Promise<ExitCode> {
  const { terminal } = run;
  const result = (fields: object): void => {
    if (terminal.json)
      terminal.printJson({ event: 'result', status: outcome.status, candidate: directory ?? null, ...fields });
  };
  switch (outcome.status) {
    case 'passed':
    case 'deferred':
    case 'refused': {
      const { report, files } = outcome;
      for (const line of renderReport(report, files, terminal)) terminal.print(line);
      if (outcome.status !== 'passed') {
        result({ report });
        return outcome.status === 'deferred' ? exitCode.unfinished : exitCode.notGood;
      }
      if (run.ask && !(await confirmPromotion(terminal))) {
        terminal.print(`Not promoted. Later: machinist promote ${escapeLine(directory ?? '')}`);
        result({ report });
        return exitCode.done;
      }
      const promotion = await promoteCandidate({
        files,
        report,
        spec: outcome.spec,
        admissions: run.admissions,
        forged: { request: run.request, replies: outcome.replies, startedAt: run.startedAt },
      });
      for (const line of renderPromotion(promotion)) terminal.print(line);
      result({ report, promotion });
      return exitCode.done;
    }
    case 'declined':
      terminal.print('Stopped as you asked; nothing was promoted.');
      result({ at: outcome.at });
      return exitCode.done;
    case 'aborted':
      terminal.note('Interrupted; nothing was promoted.');
      result({});
      return exitCode.interrupted;
    case 'failed':
      // The first cause knows its code and exit code; what was made is already on disk.
      throw outcome.error.cause instanceof Error && 'code' in outcome.error.cause ? outcome.error.cause : outcome.error;
  }
}

function keepCandidate(outcome: ForgeOutcome<GateReport>, run: ForgeRun): string | undefined {
  const files: CandidateFiles = outcome.files;
  if (outcome.spec === null || Object.keys(files).length === 0) return undefined;
  return writeCandidate(files, { directory: run.out, parent: run.candidates ?? 'candidates', name: outcome.spec.name });
}
