import { quoteName } from '../candidate.ts';
import type { CheckName, Finding } from '../report-schema.ts';

interface Rule {
  readonly check: CheckName;
  readonly effect: Finding['effect'];
  readonly fix: string;
}

type RuleRow = readonly [Finding['effect'], string];

function rules<Table extends Readonly<Record<string, RuleRow>>>(
  check: CheckName,
  table: Table,
): { readonly [Id in keyof Table]: Rule } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.fromEntries forgets the keys it was given
  return Object.fromEntries(Object.entries(table).map(([id, row]) => [id, { check, effect: row[0], fix: row[1] }])) as {
    readonly [Id in keyof Table]: Rule;
  };
}

/** Every finding the gate can make: its check, what it does to the verdict, and the way to fix it. */
export const findingRules = {
  ...rules('shape', {
    'shape.suite-missing': ['defer', 'Add the suite, or judge with a policy that does not ask for it.'],
    'shape.syntax-error': ['fail', 'Make the file parse in its language.'],
    'shape.unreadable': ['fail', 'Write it flat: no program needs thousands of levels.'],
    'shape.export-missing': ['fail', 'Export the function that spec.json names in "functionName".'],
    'shape.export-extra': ['fail', 'Export nothing but the function of the spec; types may be exported.'],
    'shape.not-a-function': ['fail', 'Export a function under that name.'],
    'shape.arity': ['fail', 'Give the function exactly the parameters of spec.json, in that order.'],
    'shape.arity-unknown': ['none', 'Export a plain function declaration so that its parameters can be read.'],
  }),
  ...rules('static', {
    'types.error': ['fail', 'Correct the type error.'],
    'types.annotation-missing': ['fail', 'Write the type.'],
    'types.contract': ['fail', 'Make parameters and result have the types that spec.json states.'],
    'types.contract-narrower': [
      'fail',
      'Take every value that the parameter types of spec.json allow, or state narrower types there.',
    ],
    'types.not-run': ['defer', 'See the message; run the gate again.'],
    'lint.problem': ['defer', 'Correct what the linter names.'],
    'lint.style': ['none', 'Correct what the linter names.'],
    'lint.not-run': ['defer', 'See the message; run the gate again.'],
    'import.refused': ['fail', 'Do without this module; a tool is one file and may not reach into the runtime.'],
    'import.undeclared': ['fail', 'Do without the package or declare it in "dependencies".'],
    'dependency.unavailable': ['defer', 'Do without the package: this gate runs tools without third-party packages.'],
    'capability.undeclared': ['fail', 'Declare the capability in spec.json or do without it.'],
    'construct.eval': ['fail', 'Write the code out instead of evaluating text.'],
    'construct.function-constructor': ['fail', 'Write the function out instead of building it from text.'],
    'construct.computed-import': ['fail', 'Import with a literal name at the top of the file.'],
    'construct.process-internals': ['fail', 'Do not reach into the runtime through process.'],
    'construct.global-object': ['fail', 'Name the global you need directly.'],
    'construct.prototype-patch': ['fail', 'Leave built-in objects as they are.'],
    'construct.coverage-ignore': ['fail', 'Remove the comment and test that code.'],
    'construct.type-suppression': ['fail', 'Remove the comment and correct the type.'],
  }),
  ...rules('test-quality', {
    'tests.none': ['defer', 'Write at least one test in the suite.'],
    'tests.import-refused': ['defer', 'Import only vitest, fast-check and ../tool.ts.'],
    'tests.mock': ['fail', 'Test the real tool: remove the mock.'],
    'tests.forbidden-construct': [
      'fail',
      'A test calls the tool and asserts; remove everything that reaches into the runner or the runtime.',
    ],
    'tests.modifier': ['defer', 'Remove the modifier so that the test runs and counts.'],
    'tests.snapshot': ['defer', 'State the expected value in the test.'],
    'tests.no-assertion': ['defer', 'Add an expect(...) or fc.assert(...) to the test.'],
    'tests.tool-not-called': ['defer', 'Call the tool in the test and assert what it returns.'],
    'tests.tool-not-asserted': ['defer', 'Give expect(...) what the tool returns or throws.'],
    'tests.expected-from-tool': [
      'defer',
      'State the expected value in the test or build it from the inputs; asking the tool twice proves nothing.',
    ],
    'tests.property-not-asserted': ['defer', 'Give the property to fc.assert(...) inside the test.'],
    'tests.property-empty': ['defer', 'Assert inside the property, or return whether it holds.'],
    'tests.too-few-runs': ['defer', 'Leave numRuns out, or make it at least what the policy asks for.'],
    'tests.run-options': ['defer', 'Leave out every option but numRuns, examples, verbose and timeout.'],
    'tests.assumed-away': ['defer', 'Generate inputs that fit instead of discarding those that do not.'],
    'tests.assertion-not-reached': ['defer', 'Make the test reach its assertions, whatever the tool does.'],
    'tests.swallowed-assertion': ['defer', 'Do not catch a failing assertion; use expect(() => ...).toThrow.'],
    'tests.floating-assertion': ['defer', 'Await or return the assertion.'],
    'tests.not-listable': ['defer', 'Write the tests out or loop over a literal array.'],
    'tests.coverage-ignore': ['fail', 'Remove the comment.'],
    'trace.example': ['defer', 'Test the exact input of the example, or name it in a title: "example 2: ...".'],
    'trace.failure': ['defer', 'Write a test that makes the tool fail this way and expects the code.'],
    'trace.property': [
      'defer',
      'Write a property test whose title names it: its number ("property 1"), its kind, or its words.',
    ],
  }),
  ...rules('tests', {
    'tests.failed': ['fail', 'Correct the tool, or the test if it contradicts the spec.'],
    'tests.file-failed': ['fail', 'Make the suite load and run.'],
    'tests.runner-error': ['fail', 'Find the error that escaped the tests.'],
    'tests.ids-differ': ['fail', 'Let every test that is written run once under its own name.'],
    'tests.skipped': ['defer', 'Let every test run.'],
    'tests.report-broken': ['fail', 'Tests must let the runner finish and report.'],
    'tests.timeout': ['fail', 'Make the suite finish within the limit of the policy.'],
    'tests.not-run': ['defer', 'Correct the findings that kept the tests from running.'],
    'tests.argument-not-plain': ['defer', 'Pass plain JSON data to the tool.'],
    'tool.load-failed': ['fail', 'Make the tool file load without an error.'],
    'tool.hangs': ['fail', 'Make the call end within the limit of the policy.'],
    'tool.gone': ['fail', 'Do not end the process.'],
    'tool.memory': ['fail', 'Bound what the tool keeps in memory.'],
    'tool.floods': ['fail', 'Do not print; return a value of bounded size.'],
    'tool.protocol': ['fail', "Return a value; do not write to the gate's pipes."],
    'tool.result-not-plain': ['fail', 'Return plain JSON data: no functions, symbols, class instances or cycles.'],
    'capability.refused': [
      'defer',
      'The gate runs tools without this; keep what needs it out of the tests or accept a deferred verdict.',
    ],
    'capability.outside': ['fail', 'Read and write below /scratch only.'],
    'capability.attempted': ['fail', 'Declare the capability in spec.json or do without it.'],
  }),
  ...rules('examples', {
    'example.wrong': ['fail', 'Make the tool return what the example states.'],
    'example.invalid': ['defer', 'Give every required parameter of the spec in "args" and no other name.'],
    'example.not-run': ['defer', 'See the other findings: the tool could not be asked.'],
    'example.none': ['none', 'Add at least one example to the spec; it is the one oracle a person confirms.'],
  }),
  ...rules('canaries', {
    'canary.missed': ['defer', 'Assert concrete results: this suite is content with a broken tool.'],
    'canary.not-run': ['defer', 'See the other findings: the suite could not be tried on broken tools.'],
  }),
  ...rules('mutation', {
    'mutation.low': ['defer', 'Add the missing assertions: each survivor is a wrong tool that these suites accept.'],
    'mutation.weak-suite': ['defer', 'Write suites that pin down concrete results; these tell little about the tool.'],
    'mutation.survivor': ['none', 'Add a test that fails with this change.'],
    'mutation.unrepeatable': ['none', 'Let the test depend on nothing but the tool, so that it can run twice.'],
    'mutation.untrusted': ['defer', 'Let the tool give the same answer to the same call, however often it is loaded.'],
    'mutation.not-run': ['defer', 'See the other findings: the suites could not be tried on mutants.'],
  }),
  ...rules('determinism', {
    'determinism.differs': [
      'fail',
      'Let the result depend on the arguments alone, or declare "determinism" as it is in spec.json.',
    ],
    'determinism.not-run': ['defer', 'See the other findings: the calls of the tests could not be repeated.'],
  }),
  ...rules('coverage', {
    'coverage.low': ['defer', 'Test the lines that no test reaches.'],
    'coverage.not-run': ['defer', 'See the other findings: coverage could not be read.'],
  }),
} as const;
export type FindingId = keyof typeof findingRules;

const severities = { fail: 'error', defer: 'warning', none: 'info' } as const;

/** A finding of the catalogue. `message` may hold foreign text: it is cut to one printable line. */
export function makeFinding(
  id: FindingId,
  message: string,
  place: {
    readonly file?: string | undefined;
    readonly line?: number | undefined;
    readonly effect?: Finding['effect'] | undefined;
  } = {},
): Finding {
  const rule: Rule = findingRules[id];
  const effect = place.effect ?? rule.effect;
  return {
    id,
    check: rule.check,
    // Something that would count and is waived by the policy stays visible as a warning.
    severity: effect === 'none' && rule.effect !== 'none' ? 'warning' : severities[effect],
    effect,
    message: quoteName(message, 600),
    ...(place.file === undefined ? {} : { file: place.file }),
    ...(place.line === undefined || place.line < 1 ? {} : { line: place.line }),
    fix: rule.fix,
  };
}
