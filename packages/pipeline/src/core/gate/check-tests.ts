import type { Finding } from '../report-schema.ts';
import { listImports } from './list-imports.ts';
import { listTests, type ListedTest } from './list-tests.ts';
import { type FindingId, makeFinding } from './make-finding.ts';
import type { ParsedSource } from './parse-source.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { isVariableUse, resolveScopes } from './resolve-scopes.ts';
import { importedLocals, listTestCalls } from './test-calls.ts';
import { createTestReach, type TestReach } from './test-reach.ts';
import { childOf, identifierName, memberName, walkSyntax } from './walk-syntax.ts';

const allowedModules = new Set(['vitest', 'fast-check', '../tool.ts']);
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
  /** False when the file needs a module that the judge does not have. */
  readonly canRun: boolean;
}

/** Applies the test-quality rules to one suite. */
export function checkTests(source: ParsedSource): TestFileAnalysis {
  const findings: Finding[] = [];
  const report = (id: FindingId, node: Pick<SyntaxNode, 'start'>, message: string): void =>
    void findings.push(makeFinding(id, message, { file: source.file, line: source.lineOf(node.start) }));
  const foreignImports = listImports(source.program).filter(
    ({ specifier }) => specifier === undefined || !allowedModules.has(specifier),
  );
  for (const { node, specifier } of foreignImports)
    report('tests.import-refused', node, `the suite imports ${specifier ?? 'a computed name'}`);
  for (const call of listTestCalls(source)) {
    for (const modifier of call.modifiers.filter((name) => refusedModifiers.has(name)))
      report('tests.modifier', call.node, `${call.kind} "${call.title ?? '?'}" is marked .${modifier}`);
  }
  checkNames(source, report);
  const reach = createTestReach(source);
  const tests = listTests(source);
  for (const test of tests) checkOneTest(test, reach, report);
  checkAssertions(source, reach, report);
  for (const { value, start } of source.comments) {
    if (/\b(?:istanbul|c8|v8)\s+ignore/.test(value))
      report('tests.coverage-ignore', { start }, 'a comment hides code from the coverage');
  }
  return { findings, tests, canRun: foreignImports.length === 0 };
}

type Report = (id: FindingId, node: Pick<SyntaxNode, 'start'>, message: string) => void;

function checkOneTest({ call, count, fullName }: ListedTest, reach: TestReach, report: Report): void {
  const name = `test "${fullName ?? call.title ?? '?'}"`;
  if (call.modifiers.includes('todo')) return;
  if (count === undefined)
    report('tests.not-listable', call.node, `${name}: how many tests this makes cannot be told from the source`);
  if (call.callback === undefined || !reach.asserts(call.callback))
    report('tests.no-assertion', call.node, `${name} asserts nothing`);
  else if (!reach.usesTool(call.node)) report('tests.tool-not-called', call.node, `${name} never calls the tool`);
}

function checkNames(source: ParsedSource, report: Report): void {
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

function checkAssertions(source: ParsedSource, reach: TestReach, report: Report): void {
  walkSyntax(source.program, (node, ancestors) => {
    if (!reach.isAssertion(node, ancestors)) return;
    const swallowing = ancestors.findLast(
      (outer, index) =>
        outer.type === 'TryStatement' && outer['block'] === ancestors[index + 1] && !handlerAsserts(outer, reach),
    );
    if (swallowing !== undefined)
      report('tests.swallowed-assertion', node, 'an assertion stands in a try block whose catch lets it fail unseen');
    if (isFloating(node, ancestors))
      report('tests.floating-assertion', node, 'the outcome of an asynchronous assertion is not awaited');
  });
}

function handlerAsserts(tryStatement: SyntaxNode, reach: TestReach): boolean {
  const handler = childOf(tryStatement, 'handler');
  if (handler === undefined) return true;
  let throws = false;
  walkSyntax(handler, (node) => {
    throws ||= node.type === 'ThrowStatement';
  });
  return throws || reach.asserts(handler);
}

function isFloating(node: SyntaxNode, ancestors: readonly SyntaxNode[]): boolean {
  let isAsync = false;
  walkSyntax(node, (inner) => {
    isAsync ||= /^(?:asyncProperty|asyncModelRun|poll)$/.test(memberName(inner) ?? '');
  });
  for (const [index, outer] of ancestors.toReversed().entries()) {
    const inner = ancestors.toReversed()[index - 1] ?? node;
    isAsync ||=
      outer.type === 'MemberExpression' &&
      outer['object'] === inner &&
      /^(?:resolves|rejects)$/.test(memberName(outer) ?? '');
    if (outer.type === 'ExpressionStatement') return isAsync;
    if (!/^(?:MemberExpression|CallExpression|ChainExpression)$/.test(outer.type)) return false;
  }
  return false;
}
