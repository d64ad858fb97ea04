import type { Candidate } from '../candidate.ts';
import { canaryNameSchema, type CanaryName, type CanaryResult, type Finding } from '../report-schema.ts';
import { judgePaths, type SandboxFile, suiteFiles } from './judge-files.ts';
import type { JudgedTest } from './judge-report.ts';
import { makeFinding } from './make-finding.ts';

const bodies: Readonly<Record<CanaryName, (constant: string) => string>> = {
  throws: () => `throw Object.assign(new Error('canary'), { code: 'CANARY' });`,
  undefined: () => 'return undefined;',
  constant: (constant) => `return JSON.parse(${JSON.stringify(constant)});`,
  identity: () => 'return args[0];',
};

/** The suites beside deliberately broken tools, one folder for each canary. */
export function canaryFiles(candidate: Candidate, isAsync: boolean): readonly SandboxFile[] {
  const { spec } = candidate;
  const firstValue = spec.examples.find((example) => example.expect === 'value');
  const constant = JSON.stringify(firstValue?.expect === 'value' ? firstValue.value : 0);
  return Object.entries(bodies).flatMap(([name, body]) => {
    const directory = `${judgePaths.root}/canary-${name}`;
    return [
      ...suiteFiles(candidate).map(({ to, content }) => ({ to: to.replace(judgePaths.root, directory), content })),
      {
        to: `${directory}/tool.ts`,
        content: `export ${isAsync ? 'async ' : ''}function ${spec.functionName}(...args) { ${body(constant)} }\n`,
      },
    ];
  });
}

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
