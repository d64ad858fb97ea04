import libCoverage, { type FileCoverageData } from 'istanbul-lib-coverage';
import { z } from 'zod';
import type { GatePolicy } from '../gate-policy-schema.ts';
import type { Coverage, Finding } from '../report-schema.ts';
import { fieldsOf } from './fields-of.ts';
import { makeFinding } from './make-finding.ts';

const countSchema = z.int().nonnegative();
const countersSchema = z.object({
  s: z.record(z.string(), countSchema),
  f: z.record(z.string(), countSchema),
  b: z.record(z.string(), z.array(countSchema)),
});

/**
 * Coverage from the counters that the tool's process gave back. Only the numbers are taken from there, and only for the
 * statements, functions and branches that `empty` (from the instrumenter) knows; `undefined` when they do not fit.
 */
export function measureCoverage(empty: FileCoverageData, counters: unknown): Coverage | undefined {
  const given = countersSchema.safeParse(fieldsOf(counters)[empty.path]);
  if (!given.success) return undefined;
  const { s, f, b } = given.data;
  if (!sameKeys(s, empty.s) || !sameKeys(f, empty.f) || !sameKeys(b, empty.b)) return undefined;
  if (Object.entries(b).some(([key, counts]) => counts.length !== empty.b[key]?.length)) return undefined;
  const measured = libCoverage.createFileCoverage({ ...empty, s, f, b });
  const summary = measured.toSummary();
  const ratio = (
    name: 'lines' | 'branches' | 'functions' | 'statements',
  ): { covered: number; total: number; percent: number } => {
    const { covered, total } = summary[name];
    return { covered, total, percent: total === 0 ? 100 : Math.floor((covered / total) * 10_000) / 100 };
  };
  return {
    status: 'measured',
    lines: ratio('lines'),
    branches: ratio('branches'),
    functions: ratio('functions'),
    statements: ratio('statements'),
    uncoveredLines: measured.getUncoveredLines().map(Number),
    coveredLines: Object.entries(measured.getLineCoverage()).flatMap(([line, hits]) =>
      hits > 0 ? [Number(line)] : [],
    ),
  };
}

function sameKeys(left: object, right: object): boolean {
  return Object.keys(left).toSorted().join() === Object.keys(right).toSorted().join();
}

/** Compares a measurement with the policy. */
export function coverageFindings(
  coverage: Coverage,
  thresholds: GatePolicy['coverage'],
  toolFile: string,
): readonly Finding[] {
  if (coverage.status !== 'measured')
    return [makeFinding('coverage.not-run', `coverage was not measured: ${coverage.reason}`)];
  const names = ['lines', 'branches', 'functions', 'statements'] as const;
  return names
    .filter((name) => coverage[name].percent < thresholds[name])
    .map((name) => {
      const { covered, total, percent } = coverage[name];
      const where =
        coverage.uncoveredLines.length === 0
          ? ''
          : `; lines never run: ${coverage.uncoveredLines.slice(0, 20).join(', ')}`;
      return makeFinding(
        'coverage.low',
        `${covered} of ${total} ${name} are tested (${percent} %), the policy asks for ${thresholds[name]} %${where}`,
        { file: toolFile, line: coverage.uncoveredLines[0] },
      );
    });
}
