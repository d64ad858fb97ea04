import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JudgedTest, readJudgeReport } from '../../../src/core/gate/judge-report.ts';

const test: JudgedTest = {
  kind: 'test',
  file: 'tests/unit.test.ts',
  name: 'a',
  line: 4,
  state: 'passed',
  mode: 'run',
  inverted: false,
  durationMs: 1,
  message: '',
  faults: [],
};
const end = { kind: 'end', nonce: 'n', reason: 'passed', tests: 1, modules: [], errors: '', errorCount: 0 };
const lines = (...messages: readonly unknown[]): string =>
  messages.map((message) => `${JSON.stringify(message)}\n`).join('');

describe('the judge report', () => {
  it('is complete with every test and an end that repeats the nonce', () => {
    expect(readJudgeReport(lines(test, end), 'n')).toMatchObject({ complete: true, tests: [test] });
  });

  it.each([
    ['no end', lines(test), 'no end'],
    ['nothing at all', '', 'no end'],
    ['another nonce', lines(test, { ...end, nonce: 'forged' }), 'nonce'],
    ['a forged end before the true one', lines({ ...end, nonce: '', tests: 0 }, test, end), 'nonce'],
    ['something after the end', lines(test, end, test), 'follows the end'],
    ['half a line after the end', `${lines(test, end)}{"kind"`, 'follows the end'],
    ['a wrong count', lines(test, test, end), 'counts 1 tests and lists 2'],
    ['a line that is no JSON', `x\n${lines(test, end)}`, 'line 1'],
    ['an unknown state', lines({ ...test, state: 'fine' }, end), 'line 1'],
    ['an extra field', lines({ ...test, verdict: 'pass' }, end), 'line 1'],
  ])('is incomplete with %s', (_name, text, reason) => {
    expect(readJudgeReport(text, 'n')).toMatchObject({
      complete: false,
      reason: expect.stringContaining(reason),
    });
  });

  it('is never complete without the nonce, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constant(JSON.stringify(test)), fc.constant(JSON.stringify(end)))),
        (texts) => {
          expect(readJudgeReport(texts.join('\n'), 'another').complete).toBe(false);
        },
      ),
    );
  });
});
