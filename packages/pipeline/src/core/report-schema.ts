import { z } from 'zod';
import { capabilitySchema, languageSchema } from './spec-schema.ts';

/** `fail` = evidence against the tool or its honesty; `deferred` = not enough evidence for it; `pass` = neither. */
export const verdictSchema = z.enum(['pass', 'fail', 'deferred']);
export type Verdict = z.infer<typeof verdictSchema>;

/** The checks of the gate, in the order a reader expects them. */
export const checkNameSchema = z.enum([
  'shape',
  'static',
  'test-quality',
  'tests',
  'examples',
  'canaries',
  'coverage',
  'mutation',
  'determinism',
]);
export type CheckName = z.infer<typeof checkNameSchema>;

/** One thing one check says. `effect` is what it does to the verdict; `id` is stable. */
export const findingSchema = z.strictObject({
  id: z.string(),
  check: checkNameSchema,
  severity: z.enum(['error', 'warning', 'info']),
  effect: z.enum(['fail', 'defer', 'none']),
  message: z.string(),
  file: z.string().optional(),
  line: z.int().positive().optional(),
  fix: z.string().optional(),
});
export type Finding = z.infer<typeof findingSchema>;

const checkSchema = z.strictObject({
  name: checkNameSchema,
  /** `not-run` always comes with a finding that says why. */
  status: z.enum(['passed', 'failed', 'deferred', 'not-run']),
  durationMs: z.number().nonnegative(),
});
export type CheckResult = z.infer<typeof checkSchema>;

const testCaseSchema = z.strictObject({
  file: z.string(),
  name: z.string(),
  line: z.int().nonnegative(),
  status: z.enum(['passed', 'failed', 'skipped']),
  durationMs: z.number().nonnegative(),
  message: z.string().optional(),
});
export type TestCase = z.infer<typeof testCaseSchema>;

const ratioSchema = z.strictObject({
  covered: z.int().nonnegative(),
  total: z.int().nonnegative(),
  percent: z.number().min(0).max(100),
});

const notRunSchema = z.strictObject({ status: z.literal('not-run'), reason: z.string() });

const coverageSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('measured'),
    lines: ratioSchema,
    branches: ratioSchema,
    functions: ratioSchema,
    statements: ratioSchema,
    uncoveredLines: z.array(z.int().positive()),
    /** Lines that the tests ran; lines in neither list hold nothing to run. */
    coveredLines: z.array(z.int().positive()).optional(),
  }),
  notRunSchema,
]);
export type Coverage = z.infer<typeof coverageSchema>;

const exampleResultSchema = z.strictObject({
  index: z.int().nonnegative(),
  status: z.enum(['passed', 'failed', 'not-run']),
  /** What came back, as text; only when it is not what the spec says. */
  actual: z.string().optional(),
});
export type ExampleResult = z.infer<typeof exampleResultSchema>;

/** The deliberately broken tools that a suite must notice; `mutant` is the known-killable one beside the real mutants. */
export const canaryNameSchema = z.enum(['throws', 'undefined', 'constant', 'identity', 'mutant']);
export type CanaryName = z.infer<typeof canaryNameSchema>;

const canaryResultSchema = z.strictObject({
  name: canaryNameSchema,
  suite: z.string(),
  /** `caught`: the suite failed on the broken tool, as it must. */
  status: z.enum(['caught', 'missed', 'not-run']),
});
export type CanaryResult = z.infer<typeof canaryResultSchema>;

const survivorSchema = z.strictObject({
  file: z.string(),
  line: z.int().positive(),
  operator: z.string(),
  original: z.string(),
  /** Empty: the statement is left out. */
  replacement: z.string(),
  /** The assertion that would notice it. */
  missing: z.string(),
  /** False: no test runs this code. */
  reached: z.boolean(),
});
export type Survivor = z.infer<typeof survivorSchema>;

const mutationSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('measured'),
    /** Killed by killed and survived, rounded down. */
    score: z.number().min(0).max(1),
    killed: z.int().nonnegative(),
    survived: z.int().nonnegative(),
    /** Changes that provably change nothing; they count nowhere. */
    equivalent: z.int().nonnegative(),
    survivors: z.array(survivorSchema),
  }),
  notRunSchema,
]);
export type Mutation = z.infer<typeof mutationSchema>;

const variantResultSchema = z.strictObject({
  name: z.string(),
  status: z.enum(['same', 'differs', 'not-run']),
  /** The first call that was answered differently. */
  input: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
});
export type VariantResult = z.infer<typeof variantResultSchema>;

const determinismSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('measured'),
    /** How many recorded calls were repeated in each variant. */
    calls: z.int().nonnegative(),
    variants: z.array(variantResultSchema),
  }),
  notRunSchema,
]);
export type Determinism = z.infer<typeof determinismSchema>;

const sandboxRunSchema = z.strictObject({
  purpose: z.enum(['analysis', 'types', 'lint', 'examples', 'tool', 'judge', 'mutants', 'variant']),
  status: z.string(),
  wallMs: z.number().nonnegative(),
  policyHash: z.string(),
});
export type SandboxRunRecord = z.infer<typeof sandboxRunSchema>;

/** What `checkCandidate` returns and `machinist check --json` prints. */
export const gateReportSchema = z.strictObject({
  formatVersion: z.literal(1),
  verdict: verdictSchema,
  tool: z.strictObject({ name: z.string(), language: languageSchema }),
  findings: z.array(findingSchema),
  checks: z.array(checkSchema),
  tests: z.strictObject({
    declared: z.int().nonnegative(),
    passed: z.int().nonnegative(),
    failed: z.int().nonnegative(),
    skipped: z.int().nonnegative(),
    cases: z.array(testCaseSchema),
  }),
  examples: z.array(exampleResultSchema),
  canaries: z.array(canaryResultSchema),
  coverage: coverageSchema,
  mutation: mutationSchema,
  determinism: determinismSchema,
  capabilities: z.strictObject({
    declared: z.array(capabilitySchema),
    /** What the source reaches for and what the tool's process was refused. */
    observed: z.array(capabilitySchema),
    /** A trace of the system calls from outside. */
    trace: notRunSchema,
  }),
  gateVersion: z.string(),
  policy: z.strictObject({ name: z.string(), hash: z.string() }),
  toolchain: z.strictObject({ hash: z.string(), versions: z.record(z.string(), z.string()) }),
  sandbox: z.strictObject({ policyHash: z.string(), runs: z.array(sandboxRunSchema) }),
});
export type GateReport = z.infer<typeof gateReportSchema>;
