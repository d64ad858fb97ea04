import type { GateReport } from '@machinist/pipeline';
import { z } from 'zod';

const survivorSchema = z.object({
  file: z.string(),
  line: z.int().positive(),
  original: z.string(),
  replacement: z.string(),
  missing: z.string(),
});
const mutationSchema = z.object({
  score: z.number(),
  killed: z.number(),
  survived: z.number(),
  equivalent: z.number().optional(),
  survivors: z.array(survivorSchema).default([]),
});
const determinismSchema = z.object({
  calls: z.number(),
  variants: z.array(z.object({ name: z.string(), status: z.string() })),
});

/** A change of the tool that no test noticed. */
export type Survivor = z.infer<typeof survivorSchema>;

/** The mutation part of a report, if it was measured. */
export function measuredMutation(report: GateReport): z.infer<typeof mutationSchema> | undefined {
  return mutationSchema.safeParse(report.mutation).data;
}

/** The determinism part of a report, if it was measured. */
export function measuredDeterminism(report: GateReport): z.infer<typeof determinismSchema> | undefined {
  return determinismSchema.safeParse(report.determinism).data;
}

/** What the tests did on each line of a file: `covered`, `missed`, or nothing to run there. */
export function coverageOfLines({ coverage }: GateReport): ReadonlyMap<number, 'covered' | 'missed'> {
  if (coverage.status !== 'measured') return new Map();
  return new Map([
    ...(coverage.coveredLines ?? []).map((line) => [line, 'covered'] as const),
    ...coverage.uncoveredLines.map((line) => [line, 'missed'] as const),
  ]);
}
