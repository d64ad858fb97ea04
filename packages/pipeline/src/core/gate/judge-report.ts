import { z } from 'zod';

const faultSchema = z.strictObject({
  kind: z.enum(['load-failed', 'hangs', 'gone', 'protocol', 'result-not-plain', 'argument-not-plain']),
  call: z.string(),
  detail: z.string(),
});

const testLineSchema = z.strictObject({
  kind: z.literal('test'),
  file: z.string(),
  name: z.string(),
  line: z.int().nonnegative(),
  state: z.enum(['passed', 'failed', 'skipped', 'pending']),
  mode: z.string().optional(),
  inverted: z.boolean(),
  durationMs: z.number().nonnegative(),
  message: z.string(),
  faults: z.array(faultSchema),
  /** Indices of the spec's examples whose exact input the test gave to the tool. */
  exercised: z.array(z.int().nonnegative()).max(1000).optional(),
  /** Assertions that were reached. */
  assertions: z.int().nonnegative().optional(),
  /** Properties that held: runs, inputs thrown away, calls of the tool. */
  properties: z
    .array(z.strictObject({ runs: z.int().nonnegative(), skips: z.int().nonnegative(), calls: z.int().nonnegative() }))
    .max(1000)
    .optional(),
});
export type JudgedTest = z.infer<typeof testLineSchema>;

const moduleSchema = z.strictObject({ file: z.string(), state: z.string(), message: z.string() });
export type JudgedModule = z.infer<typeof moduleSchema>;

const endLineSchema = z.strictObject({
  kind: z.literal('end'),
  nonce: z.string(),
  reason: z.string(),
  tests: z.int().nonnegative(),
  modules: z.array(moduleSchema),
  errors: z.string(),
  errorCount: z.int().nonnegative(),
});
type JudgeEnd = z.infer<typeof endLineSchema>;

/** What came over the judge's channel: complete only with an end that repeats the nonce and counts every line. */
export type JudgeReport = { readonly tests: readonly JudgedTest[] } & (
  | { readonly complete: true; readonly end: JudgeEnd }
  | { readonly complete: false; readonly reason: string }
);

/** One line of the channel; `undefined` when it is not one of ours. */
export function readJudgeLine(line: string): JudgedTest | JudgeEnd | undefined {
  try {
    return z.discriminatedUnion('kind', [testLineSchema, endLineSchema]).safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Reads the whole channel. */
export function readJudgeReport(text: string, nonce: string): JudgeReport {
  const tests: JudgedTest[] = [];
  const lines = text.split('\n');
  const rest = lines.pop();
  for (const [index, line] of lines.entries()) {
    const message = readJudgeLine(line);
    if (message === undefined)
      return { complete: false, tests, reason: `line ${index + 1} of the report is malformed` };
    if (message.kind === 'test') {
      tests.push(message);
      continue;
    }
    if (message.nonce !== nonce)
      return { complete: false, tests, reason: 'the end of the report does not carry the nonce of this run' };
    if (index !== lines.length - 1 || rest !== '')
      return { complete: false, tests, reason: 'something follows the end of the report' };
    if (message.tests !== tests.length)
      return { complete: false, tests, reason: `the report counts ${message.tests} tests and lists ${tests.length}` };
    return { complete: true, tests, end: message };
  }
  return { complete: false, tests, reason: 'the report has no end' };
}
