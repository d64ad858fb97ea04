import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Candidate } from '../../core/candidate.ts';
import type { CandidateAnalysis } from '../../core/gate/candidate-analysis.ts';
import { judgePaths } from '../../core/gate/judge-files.ts';
import { type FindingId, findingRules, makeFinding } from '../../core/gate/make-finding.ts';
import type { Finding } from '../../core/report-schema.ts';
import { capabilitySchema } from '../../core/spec-schema.ts';
import { describeOutcome } from '../../gate/describe-outcome.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import { counterPlacesSchema } from './measure-counters.ts';
import { parseJson } from './parse-json.ts';
import { pythonBinds, pythonPath } from './python-binds.ts';
import { runtimeFiles } from './runtime-files.ts';
import { staticLimits } from './static-limits.ts';

const findingIds: ReadonlySet<string> = new Set(Object.keys(findingRules));
const isFindingId = (id: string): id is FindingId => findingIds.has(id);

const answerSchema = z.strictObject({
  findings: z.array(
    z.strictObject({
      id: z.string().refine(isFindingId),
      file: z.string(),
      line: z.int().nonnegative(),
      message: z.string(),
      effect: z.enum(['fail', 'defer', 'none']).optional(),
    }),
  ),
  tests: z.array(
    z.strictObject({
      file: z.string(),
      firstLine: z.int(),
      lastLine: z.int(),
      count: z.int().nullable(),
      fullName: z.string().nullable(),
      isSkippedAway: z.boolean(),
    }),
  ),
  traces: z.array(
    z.strictObject({
      file: z.string(),
      title: z.string(),
      strings: z.array(z.string()),
      asserts: z.boolean(),
      isProperty: z.boolean(),
    }),
  ),
  observed: z.array(capabilitySchema),
  isAsync: z.boolean(),
  testsCanRun: z.boolean(),
  tool: z.strictObject({ code: z.string(), places: counterPlacesSchema }).nullable(),
  mutants: z
    .strictObject({
      code: z.string(),
      mutants: z.array(
        z.strictObject({
          id: z.int().positive(),
          line: z.int().positive(),
          operator: z.string(),
          original: z.string(),
          replacement: z.string(),
          missing: z.string(),
        }),
      ),
      equivalent: z.int().nonnegative(),
      hasState: z.boolean(),
    })
    .nullable(),
});

/** What reading a candidate gave: the common analysis, and the tool with counters when it parses. */
export interface PythonAnalysis {
  readonly analysis: CandidateAnalysis;
  readonly tool: z.infer<typeof answerSchema>['tool'];
  readonly mutants: z.infer<typeof answerSchema>['mutants'];
  readonly coverageName: string;
  /** Names that the mutants' module is given its switch and its fuel under; a tool cannot know them. */
  readonly switches: { readonly isActive: string; readonly burn: string };
}

const scripts = [
  'analyze_main.py',
  'source_file.py',
  'tool_rules.py',
  'module_needs.py',
  'test_rules.py',
  'test_reach.py',
  'test_assertions.py',
  'test_properties.py',
  'list_tests.py',
  'instrument.py',
  'mutations.py',
  'weave_mutants.py',
];
const known = new WeakMap<Candidate, Promise<PythonAnalysis>>();

/** Reads a candidate with Python's own parser, in a sandbox, once: what it says is used by every later step. */
export async function readPython(context: GateContext): Promise<PythonAnalysis> {
  const present = known.get(context.candidate) ?? runAnalysis(context);
  known.set(context.candidate, present);
  return await present;
}

/** Every rule that needs no run of the tool. */
export async function analyzePython(context: GateContext): Promise<CandidateAnalysis> {
  return (await readPython(context)).analysis;
}

async function runAnalysis(context: GateContext): Promise<PythonAnalysis> {
  const { candidate, policy, toolchain } = context;
  const { spec, files, toolFile, testFiles } = candidate;
  const coverageName = `coverage_${randomBytes(8).toString('hex')}`;
  const switches = { isActive: `is${randomBytes(8).toString('hex')}`, burn: `burn${randomBytes(8).toString('hex')}` };
  const request = {
    spec: {
      functionName: spec.functionName,
      params: spec.params.map(({ name }) => name),
      capabilities: spec.capabilities,
      dependencies: spec.dependencies,
    },
    files: Object.fromEntries([toolFile, ...testFiles].map((name) => [name, files[name] ?? ''])),
    toolFile,
    testFiles,
    coverageName,
    switches,
    policy: {
      runs: policy.properties.runs,
      neverThrows: spec.properties.some(({ kind }) => kind === 'never_throws'),
    },
  };
  const run = context.startSandbox('analysis', {
    command: [
      pythonPath(toolchain),
      '-I',
      '-S',
      '-B',
      `${judgePaths.runtime}/analyze_main.py`,
      `${judgePaths.root}/request.json`,
    ],
    policy: { ...staticLimits, outputBytes: 32 * 1024 * 1024, readOnly: pythonBinds(toolchain) },
    files: [
      ...runtimeFiles(judgePaths.runtime, scripts),
      { to: `${judgePaths.root}/request.json`, content: JSON.stringify(request) },
    ],
  });
  const outcome = await run.result;
  const answer =
    outcome.status === 'exit' && outcome.exitCode === 0 ? answerSchema.safeParse(parseJson(outcome.stdout)) : undefined;
  const missing = suiteFindings(context);
  if (answer?.success !== true) {
    const reason = makeFinding('shape.syntax-error', `the candidate could not be read (${describeOutcome(outcome)})`, {
      file: toolFile,
    });
    const nothing = { tests: [], observed: [], toolCanRun: false, testsCanRun: false, isAsync: false };
    return {
      analysis: { ...nothing, findings: [...missing, reason] },
      tool: null,
      mutants: null,
      coverageName,
      switches,
    };
  }
  const { findings, tests, traces, observed, tool, mutants, testsCanRun, isAsync } = answer.data;
  return {
    coverageName,
    switches,
    tool,
    mutants,
    analysis: {
      findings: [
        ...missing,
        ...findings.map(({ id, message, file, line, effect }) =>
          makeFinding(id, message, { file, line, ...(effect === undefined ? {} : { effect }) }),
        ),
      ],
      tests: tests.map(({ count, fullName, ...test }) => ({
        ...test,
        count: count ?? undefined,
        fullName: fullName ?? undefined,
      })),
      // pytest does not count assertions.
      traces: traces.map((trace) => ({ ...trace, isCounted: false })),
      observed,
      toolCanRun: tool !== null,
      testsCanRun,
      isAsync,
    },
  };
}

function suiteFindings({ candidate, policy }: GateContext): readonly Finding[] {
  return policy.suites
    .map((suite) => `tests/test_${suite}.py`)
    .filter((name) => !candidate.testFiles.includes(name))
    .map((name) => makeFinding('shape.suite-missing', `${name} is missing, the policy asks for it`, { file: name }));
}
