import { describe, expect, it } from 'vitest';
import type { FindingLike } from '../../../src/core/forge/gate-report-like.ts';
import { isBeyondRepair, repairFindings } from '../../../src/core/forge/repair-findings.ts';

const finding = (change: Partial<FindingLike>): FindingLike => ({
  id: 'x',
  check: 'tests',
  severity: 'error',
  message: 'f(1) gave 2, expected 3',
  ...change,
});

describe('repairFindings', () => {
  it('says each failing finding once, with its hint, in a fixed order', () => {
    const findings = [
      finding({ message: 'z', fix: 'left out: it is always the same' }),
      finding({ check: 'static', message: 'a', fix: 'do b' }),
      finding({ message: 'z' }),
    ];
    expect(repairFindings(findings, [])).toEqual(['static: a\nHint: do b', 'tests: z']);
    expect(repairFindings(findings.toReversed(), [])).toEqual(repairFindings(findings, []));
  });

  it('leaves out what did not make the verdict fail, and what is about the text of the tests', () => {
    const findings = [
      finding({ severity: 'warning' }),
      finding({ effect: 'defer' }),
      finding({ check: 'test-quality' }),
      finding({ check: 'static', file: 'tests/unit.test.ts' }),
      finding({ check: 'static', file: 'tool.ts', severity: 'warning', effect: 'fail', message: 'kept' }),
    ];
    expect(repairFindings(findings, [])).toEqual(['static: kept']);
  });

  it('keeps the counterexample and drops stack frames, seeds, counts of tries and colours', () => {
    const message = [
      '\u001b[31mProperty failed after 17 tests\u001b[39m',
      '{ seed: 603844021, path: "4:0", endOnFailure: true }',
      'Counterexample: ["1ms"]',
      'Shrunk 7 time(s)',
      '',
      'Hint: Enable verbose mode in order to have the list of all failing values encountered during the run',
      '    at f (/somewhere/tool.ts:17:27)',
    ].join('\n');
    expect(repairFindings([finding({ message })], [])).toEqual(['tests: Property failed\nCounterexample: ["1ms"]']);
  });

  it('does the same when the gate has joined the lines', () => {
    const message =
      'Property failed after 1 tests?{ seed: -885404646, path: "0:0", endOnFailure: true }?Counterexample: ["1ms"]?Shrunk 6 time(s)';
    expect(repairFindings([finding({ message })], [])).toEqual(['tests: Property failed??Counterexample: ["1ms"]?']);
  });

  it('withholds quoted lines of the tests, keeps inputs and outcomes', () => {
    const suite = "it('adds', () => {\n  expect(add(1, 2)).toBe(3);\n});\n";
    const message = "expected 4 to be 3\n  1 | it('adds', () => {\n> 2 |   expect(add(1, 2)).toBe(3);\n    |   ^";
    expect(repairFindings([finding({ message })], [suite])).toEqual([
      'tests: expected 4 to be 3\n(a line of the tests, withheld)\n    |   ^',
    ]);
    // Without the sources to compare with, nothing would be withheld.
    expect(repairFindings([finding({ message })], [])[0]).toContain('toBe(3)');
  });

  it('is short: at most eight findings of at most 600 characters', () => {
    const findings = Array.from({ length: 30 }, (_, index) => finding({ message: `${index} ${'long '.repeat(900)}` }));
    const lines = repairFindings(findings, []);
    expect(lines).toHaveLength(8);
    for (const line of lines) expect(line.length).toBeLessThan(620);
  });
});

describe('isBeyondRepair', () => {
  it('holds only when every failing finding is about the text of the tests', () => {
    expect(isBeyondRepair([finding({ check: 'test-quality' })])).toBe(true);
    expect(isBeyondRepair([finding({ check: 'test-quality' }), finding({})])).toBe(false);
    expect(isBeyondRepair([])).toBe(false);
  });
});
