import type { ReportAt } from './check-assertions.ts';
import type { ParsedSource } from './parse-source.ts';
import { listPropertyCalls, type PropertyCall } from './property-calls.ts';
import type { SyntaxNode } from './syntax-node.ts';
import type { TestReach } from './test-reach.ts';
import type { ToolFlow } from './tool-flow.ts';
import { childOf, childrenOf, identifierName, literalText, unwrapExpression, walkSyntax } from './walk-syntax.ts';

// What is not here could lower the number of runs, choose the values, or keep a failure quiet.
const harmlessOptions = new Set(['numRuns', 'verbose', 'examples', 'timeout', 'ignoreEqualValues', 'unbiased']);
const globalSettings = /^(?:configureGlobal|resetConfigureGlobal)$/;
const properties = /^(?:asyncProperty|property)$/;

/** What the rules on properties need to know of the candidate and the policy. */
export interface PropertyRules {
  readonly reach: TestReach;
  readonly flow: ToolFlow;
  /** Fewest runs of a property that count. */
  readonly leastRuns: number;
  /** The spec promises that the tool never throws, so calling it is a check already. */
  readonly neverThrows: boolean;
}

/** Rules on fast-check properties: asserted, not empty, about the tool, with enough runs and the run's own settings. */
export function checkProperties(source: ParsedSource, rules: PropertyRules, report: ReportAt): void {
  const calls = listPropertyCalls(source);
  const runs = calls.filter(({ name }) => name === 'assert');
  for (const call of calls) {
    if (properties.test(call.name)) {
      if (!isAsserted(call, runs))
        report('tests.property-not-asserted', call.node, 'a property is built and never given to fc.assert');
      checkBody(call, source, rules, report);
    } else if (globalSettings.test(call.name)) {
      report('tests.run-options', call.node, `fc.${call.name} changes how every property runs`);
    } else if (call.name === 'assert') checkOptions(call, rules.leastRuns, report);
    else if (call.name === 'check')
      report('tests.property-not-asserted', call.node, 'fc.check returns a failure instead of failing the test');
  }
}

/** Inside an `fc.assert(...)`, or in a variable or helper that one of them names. */
function isAsserted({ node, ancestors }: PropertyCall, runs: readonly PropertyCall[]): boolean {
  if (runs.some((run) => ancestors.includes(run.node))) return true;
  const names = ancestors.flatMap((outer) => identifierName(childOf(outer, 'id')) ?? []);
  return runs.some((run) => {
    let isNamed = false;
    walkSyntax(run.node, (inner) => {
      isNamed ||= names.includes(identifierName(inner) ?? '');
    });
    return isNamed && run.node !== node;
  });
}

function checkBody(call: PropertyCall, source: ParsedSource, rules: PropertyRules, report: ReportAt): void {
  const given = unwrapExpression(childrenOf(call.node, 'arguments').at(-1));
  const predicate = given === undefined ? undefined : resolveFunction(given, source.program);
  // A predicate from elsewhere, such as the tool itself or a helper's result, cannot be read here.
  if (predicate === undefined) return;
  const body = childOf(predicate, 'body');
  const { reach, flow } = rules;
  if (!flow.dependsOnTool(body)) {
    report('tests.property-empty', call.node, 'the property says nothing about the tool');
    return;
  }
  if (rules.neverThrows || body === undefined || reach.asserts(body)) return;
  if (body.type !== 'BlockStatement') {
    if (isConstant(body))
      report('tests.property-empty', call.node, 'the property returns the same whatever the tool does');
    return;
  }
  let decides = false;
  walkSyntax(body, (node, ancestors) => {
    if (/Function/.test(node.type)) return false;
    if (node.type === 'ThrowStatement') decides = true;
    const value = node.type === 'ReturnStatement' ? childOf(node, 'argument') : undefined;
    if (value !== undefined && flow.dependsOnTool(value)) decides = true;
    const conditions = ancestors.flatMap((outer) => childOf(outer, 'test') ?? childOf(outer, 'block') ?? []);
    if (value !== undefined && conditions.some(flow.dependsOnTool)) decides = true;
    return !decides;
  });
  if (!decides)
    report('tests.property-empty', call.node, 'the property neither asserts nor returns what the tool decides');
}

function isConstant(node: SyntaxNode): boolean {
  const inner = unwrapExpression(node);
  if (inner?.type === 'SequenceExpression') return isConstant(childrenOf(inner, 'expressions').at(-1) ?? inner);
  return inner?.type === 'Literal' || (inner?.type === 'UnaryExpression' && inner['operator'] === 'void');
}

function resolveFunction(node: SyntaxNode, program: SyntaxNode): SyntaxNode | undefined {
  if (/Function/.test(node.type)) return node;
  const name = identifierName(node);
  let found: SyntaxNode | undefined;
  if (name !== undefined)
    walkSyntax(program, (inner) => {
      if (identifierName(childOf(inner, 'id')) !== name) return;
      const value = inner.type === 'VariableDeclarator' ? unwrapExpression(childOf(inner, 'init')) : inner;
      if (value !== undefined && /Function/.test(value.type)) found = value;
    });
  return found;
}

function checkOptions({ node }: PropertyCall, leastRuns: number, report: ReportAt): void {
  const options = unwrapExpression(childrenOf(node, 'arguments')[1]);
  if (options === undefined) return;
  if (options.type !== 'ObjectExpression') {
    report('tests.run-options', options, 'the options of a property are not written out where it is asserted');
    return;
  }
  for (const property of childrenOf(options, 'properties')) {
    const key = childOf(property, 'key');
    const name = property['computed'] === true ? literalText(key) : (identifierName(key) ?? literalText(key));
    if (name === undefined || !harmlessOptions.has(name)) {
      report('tests.run-options', property, `the property sets ${name ?? 'an option under a computed name'} itself`);
    } else if (name === 'numRuns') {
      const runs = Number(unwrapExpression(childOf(property, 'value'))?.['value']);
      if (!(runs >= leastRuns))
        report(
          'tests.too-few-runs',
          property,
          Number.isNaN(runs)
            ? 'how often the property runs is not written as a number'
            : `the property runs ${runs} times, the policy asks for ${leastRuns}`,
        );
    }
  }
}
