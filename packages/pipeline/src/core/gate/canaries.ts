import type { Candidate } from '../candidate.ts';
import { canaryNameSchema, type CanaryName, type CanaryResult, type Finding } from '../report-schema.ts';
import type { JudgedTest } from './judge-report.ts';
import { makeFinding } from './make-finding.ts';

/** Which suites noticed which canary. The suites together must notice each, and each suite must notice at least one. */
export function judgeCanaries(
  candidate: Candidate,
  tests: readonly JudgedTest[],
  brokenFiles: readonly string[],
): { readonly results: readonly CanaryResult[]; readonly findings: readonly Finding[] } {
  const names = canaryNameSchema.options;
  const results = names.flatMap((name) =>
    candidate.testFiles.map((suite): CanaryResult => {
      const path = `canary-${name}/${suite}`;
      const inSuite = tests.filter(({ file }) => file === path);
      const caught = brokenFiles.includes(path) || inSuite.some(({ state }) => state === 'failed');
      return { name, suite, status: caught ? 'caught' : inSuite.length === 0 ? 'not-run' : 'missed' };
    }),
  );
  const isCaught = (matches: (result: CanaryResult) => boolean): boolean =>
    results.some((result) => matches(result) && result.status === 'caught');
  const findings = [
    ...names
      .filter((name) => !isCaught((result) => result.name === name))
      .map((name) => makeFinding('canary.missed', `every test passes with a tool that ${descriptions[name]}`)),
    ...candidate.testFiles
      .filter((suite) => !isCaught((result) => result.suite === suite))
      .map((suite) =>
        makeFinding('canary.missed', `${suite} passes with each of the deliberately broken tools`, { file: suite }),
      ),
  ];
  return { results, findings };
}

const descriptions: Readonly<Record<CanaryName, string>> = {
  throws: 'always throws',
  undefined: 'always returns undefined',
  constant: 'always returns the same value',
  identity: 'returns its first argument',
};
