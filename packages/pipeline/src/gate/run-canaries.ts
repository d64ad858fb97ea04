import type { CanaryName, CanaryResult } from '../core/report-schema.ts';
import type { PlainCanary } from './language-toolchain.ts';
import type { RepeatSession, RepeatTool } from './repeat-session.ts';

/** Broken tools that need no mutants. */
export const plainCanaries = ['throws', 'undefined', 'constant', 'identity'] as const satisfies readonly PlainCanary[];

/** Tries each suite on one broken tool, test by test, until one notices: a suite that stays content proves nothing. */
export async function runCanary(
  session: RepeatSession,
  on: { readonly suites: readonly string[]; readonly repeatable: readonly number[] },
  name: CanaryName,
  tool: RepeatTool,
): Promise<readonly CanaryResult[]> {
  const results: CanaryResult[] = [];
  for (const suite of on.suites) {
    let status: CanaryResult['status'] = 'not-run';
    for (const [test, { file }] of session.tests.entries()) {
      // A test that fails anyway when it is repeated notices nothing.
      if (file !== suite || status === 'caught' || !on.repeatable.includes(test)) continue;
      const { state } = await session.repeat(test, tool);
      if (state !== 'unrepeatable') status = state === 'failed' ? 'caught' : 'missed';
    }
    results.push({ name, suite, status });
  }
  return results;
}
