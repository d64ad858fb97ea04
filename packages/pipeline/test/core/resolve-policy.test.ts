import { describe, expect, it } from 'vitest';
import { gatePolicySchema } from '../../src/core/gate-policy-schema.ts';
import { resolvePolicy } from '../../src/core/resolve-policy.ts';

const refusal = (policy: Readonly<Record<string, unknown>>): string => {
  try {
    resolvePolicy(policy);
  } catch (error) {
    expect(error).toMatchObject({ name: 'PipelineError', code: 'POLICY_INVALID' });
    return error instanceof Error ? error.message : '';
  }
  return 'taken';
};

describe('a policy by name or file', () => {
  it('fills what a file leaves out with what standard says', () => {
    const standard = resolvePolicy('standard');
    expect(resolvePolicy({})).toEqual({ ...standard, name: 'custom' });
    expect(resolvePolicy({ coverage: { lines: 10 } }).coverage).toEqual({ ...standard.coverage, lines: 10 });
  });

  it('asks less of external code', () => {
    const [external, standard] = [resolvePolicy('external'), resolvePolicy('standard')];
    expect(external).toMatchObject({
      suites: ['unit'],
      annotations: 'warning',
      lint: 'warning',
      traceability: 'warning',
    });
    expect(external.properties.runs).toBeLessThan(standard.properties.runs);
    expect(gatePolicySchema.parse(external)).toEqual(external);
  });

  it.each([
    [{ anotations: 'error' }, 'policy: unknown key "anotations" (did you mean "annotations"?)'],
    [{ limits: { callMS: 100 } }, 'limits: unknown key "callMS" (did you mean "callMs"?)'],
    [
      { coverage: { line: 3, branchs: 1 } },
      'coverage: unknown keys "line" (did you mean "lines"?), "branchs" (did you mean "branches"?)',
    ],
    [{ speed: 9 }, 'policy: unknown key "speed")'],
    [{ '\u001B[2Jlint': 1 }, 'unknown key "?[2Jlint"'],
    [{ limits: { callMs: 1 } }, 'limits.callMs: '],
    [{ suites: ['fuzz'] }, 'suites.0: '],
  ])('refuses %j and says what may be meant', (policy, message) => {
    expect(refusal(policy)).toContain(message);
  });
});
