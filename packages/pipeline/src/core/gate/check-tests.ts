import type { GatePolicy } from '../gate-policy-schema.ts';
import type { Finding } from '../report-schema.ts';
import type { ToolSpec } from '../spec-schema.ts';
import { checkAssertions, type ReportAt } from './check-assertions.ts';
import { checkProperties } from './check-properties.ts';
import { listImports } from './list-imports.ts';
import { listTests, type ListedTest } from './list-tests.ts';
import { type FindingId, makeFinding } from './make-finding.ts';
import type { ParsedSource } from './parse-source.ts';
import { patchedBuiltin } from './patched-builtin.ts';
import { createSelfComparisonRule } from './self-comparisons.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { isVariableUse, resolveScopes } from './resolve-scopes.ts';
import { importedLocals, isToolModule, listTestCalls } from './test-calls.ts';
import { createTestReach, type TestReach } from './test-reach.ts';
import { createToolFlow, type ToolFlow } from './tool-flow.ts';
import type { TestTrace } from './trace-spec.ts';
import { childOf, childrenOf, identifierName, literalText, memberName, walkSyntax } from './walk-syntax.ts';

const allowedModules = new Set(['vitest', 'fast-check']);
const refusedModifiers = new Set(['skip', 'only', 'todo', 'fails', 'skipIf', 'runIf', 'extend', '(computed)']);
const forbiddenGlobals = new Set([
  'process',
  'globalThis',
  'global',
  'self',
  'window',
  'eval',
  'Function',
  'require',
  'fetch',
  'WebSocket',
  '__vitest_worker__',
  'WebAssembly',
  'XMLHttpRequest',
  'EventSource',
  'navigator',
]);
const forbiddenExpectMembers = new Set([
  'extend',
  'addSnapshotSerializer',
  'addEqualityTesters',
  'setState',
  'getState',
]);

/** What can be said of one test file without running it. */
export interface TestFileAnalysis {
  readonly findings: readonly Finding[];
  readonly tests: readonly ListedTest[];
  readonly traces: readonly TestTrace[];
  /** False when the file needs a module that the judge does not have. */
  readonly canRun: boolean;
}

/** Applies the test-quality rules to one suite. */
export function checkTests(
  source: ParsedSource,
  spec: Pick<ToolSpec, 'properties' | 'determinism'>,
  policy: Pick<GatePolicy, 'properties'>,
): TestFileAnalysis {
  const findings: Finding[] = [];
  const report = (id: FindingId, node: Pick<SyntaxNode, 'start'>, message: string): void =>
    void findings.push(makeFinding(id, message, { file: source.file, line: source.lineOf(node.start) }));
  const foreignImports = listImports(source.program).filter(
    ({ specifier }) => specifier === undefined || !(allowedModules.has(specifier) || isToolModule(specifier)),
  );
  for (const { node, specifier } of foreignImports)
    report('tests.import-refused', node, `the suite imports ${specifier ?? 'a computed name'}`);
  for (const call of listTestCalls(source)) {
    for (const modifier of call.modifiers.filter((name) => refusedModifiers.has(name)))
      report('tests.modifier', call.node, `${call.kind} "${call.title ?? '?'}" is marked .${modifier}`);
  }
  checkNames(source, report);
  const reach = createTestReach(source);
  const flow = createToolFlow(source);
  const promised = new Set(spec.properties.map(({ kind }) => kind));
  // Asking twice is a test where the same answer twice is what the spec promises.
  const maySelfCompare = promised.has('deterministic') || spec.determinism === 'seeded';
  const askedTwice = maySelfCompare ? () => undefined : createSelfComparisonRule(source, reach, flow);
  const tests = listTests(source);
  for (const test of tests) checkOneTest(test, { reach, flow, askedTwice }, report);
  checkAssertions(source, reach, report);
  checkProperties(
    source,
    { reach, flow, leastRuns: policy.properties.runs, neverThrows: promised.has('never_throws') },
    report,
  );
  for (const { value, start } of source.comments) {
    if (/\b(?:istanbul|c8|v8)\s+ignore/.test(value))
      report('tests.coverage-ignore', { start }, 'a comment hides code from the coverage');
  }
  return {
    findings,
    tests,
    traces: tests.map((test) => traceOf(test, source, { reach, flow, askedTwice })),
    canRun: foreignImports.length === 0,
  };
}

function traceOf({ call, file }: ListedTest, { program }: ParsedSource, { reach, flow }: Reach): TestTrace {
  const properties = importedLocals(program, (specifier) => specifier === 'fast-check');
  const assertions = call.callback === undefined ? [] : reach.assertionsBelow(call.callback);
  const groups = listTitles(call.ancestors);
  return {
    file,
    title: [...groups, call.title ?? ''].join(' > '),
    strings: [call.callback, call.table].flatMap((node) => (node === undefined ? [] : reach.stringsBelow(node))),
    // The runner counts expect alone, not the assert it also exports.
    isCounted: ![...importedLocals(program, (specifier) => specifier === 'vitest').values()].includes('assert'),
    asserts: assertions.some((assertion) => childrenOf(assertion, 'arguments').some(flow.dependsOnTool)),
    isProperty: assertions.some((assertion) => {
      const callee = childOf(assertion, 'callee');
      return properties.has(identifierName(childOf(callee, 'object')) ?? identifierName(callee) ?? '');
    }),
  };
}

/** First texts given to the calls around a test: the titles of its groups. */
function listTitles(ancestors: readonly SyntaxNode[]): readonly string[] {
  return ancestors.flatMap((node) =>
    node.type === 'CallExpression' ? (literalText(childrenOf(node, 'arguments')[0]) ?? []) : [],
  );
}

interface Reach {
  readonly reach: TestReach;
  readonly flow: ToolFlow;
  readonly askedTwice: (assertion: SyntaxNode) => string | undefined;
}

function checkOneTest(
  { call, count, fullName }: ListedTest,
  { reach, flow, askedTwice }: Reach,
  report: ReportAt,
): void {
  const name = `test "${fullName ?? call.title ?? '?'}"`;
  if (call.modifiers.includes('todo')) return;
  if (count === undefined)
    report('tests.not-listable', call.node, `${name}: how many tests this makes cannot be told from the source`);
  const assertions = call.callback === undefined ? [] : reach.assertionsBelow(call.callback);
  if (assertions.length === 0) report('tests.no-assertion', call.node, `${name} asserts nothing`);
  else if (!assertions.some((assertion) => childrenOf(assertion, 'arguments').some(flow.dependsOnTool))) {
    if (reach.usesTool(call.node))
      report('tests.tool-not-asserted', call.node, `${name} calls the tool and asserts nothing about what it gave`);
    else report('tests.tool-not-called', call.node, `${name} never calls the tool`);
  } else {
    const asked = assertions.map(askedTwice);
    if (asked.every((text) => text !== undefined))
      report(
        'tests.expected-from-tool',
        call.node,
        `${name} only compares ${(asked[0] ?? '').slice(0, 80)} with itself`,
      );
  }
}

function checkNames(source: ParsedSource, report: ReportAt): void {
  const runner = importedLocals(source.program, (specifier) => specifier === 'vitest');
  const { scopeOf } = resolveScopes(source.program);
  walkSyntax(source.program, (node, ancestors) => {
    const name = identifierName(node);
    const parent = ancestors.at(-1);
    if (
      memberName(node) === 'constructor' &&
      /^(?:CallExpression|NewExpression|MemberExpression)$/.test(parent?.type ?? '') &&
      (parent?.['callee'] === node || memberName(parent) === 'constructor')
    ) {
      report('tests.forbidden-construct', node, 'a constructor is reached through .constructor');
    }
    if (
      /^to(?:Throw(?:ErrorMatching)?|Match)(?:File|Inline)?Snapshot$|^toMatchFileSnapshot$/.test(memberName(node) ?? '')
    )
      report('tests.snapshot', node, `${memberName(node)} compares with what the tool itself said before`);
    // import.meta.env, import.meta.glob: the runner's way to the environment and to files.
    if (node.type === 'MetaProperty' && identifierName(childOf(node, 'meta')) === 'import')
      report('tests.forbidden-construct', node, 'a test uses import.meta');
    const patched = patchedBuiltin(node);
    if (patched !== undefined && (patched.global === undefined || scopeOf(patched.global, ancestors) === undefined))
      report('tests.forbidden-construct', patched.node, `a test changes ${patched.shown}`);
    if (name === undefined || !isVariableUse(node, ancestors)) return;
    const scope = scopeOf(name, ancestors);
    if (scope === undefined && forbiddenGlobals.has(name))
      report('tests.forbidden-construct', node, `a test uses ${name}`);
    if (scope !== source.program) return;
    const member = parent?.['object'] === node ? memberName(parent) : undefined;
    const imported = runner.get(name);
    if (imported === 'vi' || imported === 'vitest') {
      const mocks =
        member === undefined ||
        /^(?:mock|doMock|unmock|hoisted|import|spyOn|stub|resetModules|mocked|setConfig|dynamicImport)/.test(member);
      report(
        mocks ? 'tests.mock' : 'tests.import-refused',
        node,
        `the suite uses vi.${member ?? '(whole)'}; the tool runs in another process, where it has no effect`,
      );
    } else if (imported === '*') report('tests.import-refused', node, 'vitest is imported as a whole');
    else if (
      imported === 'expect' &&
      parent?.type === 'MemberExpression' &&
      (member === undefined || forbiddenExpectMembers.has(member))
    ) {
      report('tests.forbidden-construct', node, `expect.${member ?? '(computed)'} changes what an assertion means`);
    }
  });
}
