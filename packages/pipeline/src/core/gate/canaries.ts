import type { Candidate } from '../candidate.ts';
import { canaryNameSchema, type CanaryName, type CanaryResult, type Finding } from '../report-schema.ts';
import { makeFinding } from './make-finding.ts';

/** The suites together must notice each broken tool, and each suite must notice at least one. */
export function canaryFindings(candidate: Candidate, results: readonly CanaryResult[]): readonly Finding[] {
  const names = canaryNameSchema.options.filter((name) => results.some((result) => result.name === name));
  const isCaught = (matches: (result: CanaryResult) => boolean): boolean =>
    results.some((result) => matches(result) && result.status === 'caught');
  return [
    ...names
      .filter((name) => !isCaught((result) => result.name === name))
      .map((name) => makeFinding('canary.missed', `every test passes with a tool that ${descriptions[name]}`)),
    ...candidate.testFiles
      .filter((suite) => !isCaught((result) => result.suite === suite))
      .map((suite) =>
        makeFinding('canary.missed', `${suite} passes with each of the deliberately broken tools`, { file: suite }),
      ),
  ];
}

const descriptions: Readonly<Record<CanaryName, string>> = {
  throws: 'always throws',
  undefined: 'always returns undefined',
  constant: 'always returns the same value',
  identity: 'returns its first argument',
  mutant: 'is replaced by one that fails at every call',
};
