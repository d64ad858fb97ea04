import { z } from 'zod';

const percentSchema = z.number().min(0).max(100);

/** What a gate demands and how much it lets a run use. Missing keys take the value of the `standard` policy. */
export const gatePolicySchema = z.strictObject({
  policyVersion: z.literal(1).default(1),
  name: z.string().min(1).max(64).default('custom'),
  /** Suites that must be there; the unit suite always must. */
  suites: z.array(z.enum(['unit', 'property', 'abuse'])).default(['unit', 'property', 'abuse']),
  /** `warning`: missing type annotations are reported and nothing more; real type errors always fail. */
  annotations: z.enum(['error', 'warning']).default('error'),
  /** `warning`: lint problems are reported and nothing more; `defer`: those that smell of a bug withhold the pass. */
  lint: z.enum(['defer', 'warning']).default('defer'),
  /** `defer`: an example, failure code or property of the spec that no test checks withholds the pass; `warning`: it is told. */
  traceability: z.enum(['defer', 'warning']).default('defer'),
  properties: z
    .strictObject({
      /** Fewest runs of a property. */
      runs: z.int().min(1).max(100_000).default(50),
      /** Least share of the generated inputs that must reach the tool; the rest was assumed or filtered away. */
      keptPercent: percentSchema.default(20),
    })
    .prefault({}),
  /** Least coverage of the tool file in percent; below it the verdict is `deferred`. */
  coverage: z
    .strictObject({
      lines: percentSchema.default(90),
      branches: percentSchema.default(80),
      functions: percentSchema.default(100),
      statements: percentSchema.default(90),
    })
    .prefault({}),
  /** Shares of the mutants that the suites must notice. */
  mutation: z
    .strictObject({
      /** `false`: mutants are not tried, and nothing is asked of the suites in this respect. */
      run: z.boolean().default(true),
      /** Below it the verdict is `deferred`. */
      score: z.number().min(0).max(1).default(0.9),
      /** Below it the suites are too weak to tell anything. */
      weak: z.number().min(0).max(1).default(0.7),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** Longest time one call of the tool may take. */
      callMs: z.int().min(50).max(600_000).default(5000),
      /** Longest time for the whole test run. */
      testsMs: z.int().min(1000).max(3_600_000).default(30_000),
      /** Longest time for canaries, mutants and determinism runs after the tests. */
      mutationMs: z.int().min(1000).max(3_600_000).default(120_000),
      /** Memory of the tool's sandbox. */
      memoryBytes: z
        .int()
        .min(64 * 1024 * 1024)
        .default(512 * 1024 * 1024),
      /** What the tool may print before its sandbox is ended. */
      outputBytes: z
        .int()
        .min(1024)
        .default(1024 * 1024),
    })
    .prefault({}),
});
export type GatePolicy = z.infer<typeof gatePolicySchema>;

/** For tools written for us: all three suites, strict types. */
export const standardPolicy: GatePolicy = gatePolicySchema.parse({ name: 'standard' });

/** For code that was not written for us: the unit suite is enough, missing annotations and style are warnings. */
export const externalPolicy: GatePolicy = gatePolicySchema.parse({
  name: 'external',
  suites: ['unit'],
  annotations: 'warning',
  lint: 'warning',
  traceability: 'warning',
  properties: { runs: 10, keptPercent: 10 },
  coverage: { lines: 80, branches: 70, functions: 80, statements: 80 },
  mutation: { score: 0.8, weak: 0.6 },
});
