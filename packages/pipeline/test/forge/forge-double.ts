import {
  createScriptedModel,
  forgeCandidate,
  type ForgeDependencies,
  type ForgeOutcome,
  type GateReportLike,
  type ScriptedModel,
} from '../../src/index.ts';

/** A request for the tool of `double-script.ts`. */
export const doubleRequest = { goal: 'double a number', model: 'a-model', language: 'typescript' } as const;

/** A real check, if a small one: reads which factor the tool uses. */
export async function checkDouble(files: Readonly<Record<string, string>>): Promise<GateReportLike> {
  const factor = /\* (\d)/.exec(files['tool.ts'] ?? '')?.[1] ?? '2';
  if (factor === '2') return { verdict: 'pass', findings: [] };
  const message = `doubleIt(2) gave ${2 * Number(factor)}, expected 4`;
  return { verdict: 'fail', findings: [{ id: 'tests.failed', check: 'tests', severity: 'error', message }] };
}

/** Forges with prepared replies. */
export function forgeDouble(
  replies: readonly string[],
  dependencies: Partial<ForgeDependencies<GateReportLike>> = {},
): { readonly model: ScriptedModel; readonly outcome: Promise<ForgeOutcome> } {
  const model = createScriptedModel(replies);
  return { model, outcome: forgeCandidate(doubleRequest, { model, check: checkDouble, ...dependencies }) };
}
