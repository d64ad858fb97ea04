import { describe, expect, it } from 'vitest';
import { judgeFindings } from '../../../src/core/gate/judge-findings.ts';
import type { JudgedTest, JudgeReport } from '../../../src/core/gate/judge-report.ts';
import { analyzeSources } from './analyze-sources.ts';

const unit = [
  "import { expect, it } from 'vitest';",
  "import { parseDuration } from '../tool.ts';",
  "it('a', () => { expect(parseDuration('1h')).toBe(1); });",
  "it.each([1, 2])('b %i', () => { expect(parseDuration('1h')).toBe(1); });",
].join('\n');
const declared = analyzeSources({ unit }).tests.filter(({ file }) => file === 'tests/unit.test.ts');
const ran = (name: string, line: number, change: Partial<JudgedTest> = {}): JudgedTest => ({
  kind: 'test',
  file: 'tests/unit.test.ts',
  name,
  line,
  state: 'passed',
  inverted: false,
  durationMs: 1,
  message: '',
  faults: [],
  ...change,
});
const honest = [ran('a', 3), ran('b 1', 4), ran('b 2', 4)];
const module = { file: 'tests/unit.test.ts', state: 'passed', message: '' };
const complete = (
  tests: readonly JudgedTest[],
  change: Partial<(JudgeReport & { complete: true })['end']> = {},
): JudgeReport => ({
  complete: true,
  tests,
  end: {
    kind: 'end',
    nonce: 'n',
    reason: 'passed',
    tests: tests.length,
    modules: [module],
    errors: '',
    errorCount: 0,
    ...change,
  },
});
const ids = (report: JudgeReport, exitCode: number | null = 0): readonly string[] =>
  judgeFindings(report, declared, exitCode).map(({ id }) => id);

describe('what a judge run says', () => {
  it('is nothing when every declared test ran once and passed, and the runner left with 0', () => {
    expect(ids(complete(honest))).toEqual([]);
  });

  it.each([
    ['an exit code that is not 0', complete(honest), 1, ['tests.runner-error']],
    [
      'a failed test and exit code 0',
      complete([ran('a', 3, { state: 'failed' }), ...honest.slice(1)]),
      0,
      ['tests.failed', 'tests.report-broken'],
    ],
    ['a failed test', complete([ran('a', 3, { state: 'failed' }), ...honest.slice(1)]), 1, ['tests.failed']],
    ['a skipped test', complete([ran('a', 3, { state: 'skipped' }), ...honest.slice(1)]), 0, ['tests.skipped']],
    ['a test that had to fail', complete([ran('a', 3, { inverted: true }), ...honest.slice(1)]), 0, ['tests.skipped']],
    ['a missing test', complete(honest.slice(1)), 0, ['tests.ids-differ', 'tests.ids-differ']],
    ['a missing row of a table', complete(honest.slice(0, 2)), 0, ['tests.ids-differ']],
    ['a test too many', complete([...honest, ran('b 3', 4)]), 0, ['tests.ids-differ']],
    ['a test nobody wrote', complete([...honest, ran('c', 9)]), 0, ['tests.ids-differ']],
    ['a test under another name', complete([ran('z', 3), ...honest.slice(1)]), 0, ['tests.ids-differ']],
    [
      'an error outside the tests',
      complete(honest, { errorCount: 1, errors: 'left behind' }),
      1,
      ['tests.runner-error'],
    ],
    [
      'a suite that does not load',
      complete([], { modules: [{ ...module, state: 'failed', message: 'no' }] }),
      1,
      ['tests.file-failed'],
    ],
    [
      'a suite that never ended',
      complete(honest, { modules: [{ ...module, state: 'pending' }] }),
      0,
      ['tests.file-failed'],
    ],
    [
      'an incomplete report',
      { complete: false as const, tests: honest, reason: 'the report has no end' },
      0,
      ['tests.report-broken'],
    ],
  ])('names %s', (_name, report, exitCode, expected) => {
    expect(ids(report, exitCode)).toEqual(expected);
  });

  it('tells a broken tool once, at the first call, and not as a failed test', () => {
    const fault = { kind: 'hangs', call: 'f("x")', detail: 'no answer' } as const;
    const broken = honest.map((test) => ({
      ...test,
      state: 'failed' as const,
      message: 'f("x"): no answer',
      faults: [fault],
    }));
    const findings = judgeFindings(complete(broken), declared, 1);
    expect(findings).toMatchObject([{ id: 'tool.hangs', message: 'f("x"): no answer', line: 3 }]);
  });
});

const effects = (report: JudgeReport, tests = declared): readonly string[] =>
  judgeFindings(report, tests, 0).map(({ id, effect }) => `${id} ${effect}`);

describe('what only says that the suite is weak', () => {
  it('is a property whose inputs were all assumed away', () => {
    const message = 'Failed to run property, too many pre-condition failures encountered';
    const tests = [ran('a', 3, { state: 'failed', message }), ...honest.slice(1)];
    expect(ids(complete(tests), 1)).toEqual(['tests.assumed-away']);
  });

  it('is a test that nobody saw coming where the source does not tell which tests there are', () => {
    const unlisted = declared.map((test) => ({ ...test, count: undefined, fullName: undefined }));
    expect(effects(complete([...honest, ran('c', 9)]), unlisted)).toEqual(['tests.ids-differ defer']);
    expect(effects(complete([...honest, ran('c', 9)]))).toEqual(['tests.ids-differ fail']);
    expect(effects(complete(honest.slice(1)), unlisted)).toEqual(['tests.ids-differ defer']);
  });
});
