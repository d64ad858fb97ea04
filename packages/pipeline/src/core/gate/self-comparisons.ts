import { matcherOf } from './matcher-call.ts';
import type { ParsedSource } from './parse-source.ts';
import type { SyntaxNode } from './syntax-node.ts';
import type { TestReach } from './test-reach.ts';
import type { ToolFlow } from './tool-flow.ts';
import { childOf, childrenOf, identifierName, memberName, walkSyntax } from './walk-syntax.ts';

interface Comparison {
  readonly node: SyntaxNode;
  /** What stands on both sides; `undefined` when they differ. */
  readonly same: string | undefined;
}

/**
 * For an assertion that does nothing but ask the tool the same thing twice, what it asks; else `undefined`. Two calls with
 * other arguments are a relation between results, which is worth something.
 */
export function createSelfComparisonRule(
  source: ParsedSource,
  reach: TestReach,
  flow: ToolFlow,
): (assertion: SyntaxNode) => string | undefined {
  const comparisons = listComparisons(source, reach, flow);
  return (assertion) => {
    const inside = comparisons.filter(({ node }) => node.start >= assertion.start && node.end <= assertion.end);
    return inside.every(({ same }) => same !== undefined) ? inside[0]?.same : undefined;
  };
}

function listComparisons(source: ParsedSource, reach: TestReach, flow: ToolFlow): readonly Comparison[] {
  const found: Comparison[] = [];
  const compare = (node: SyntaxNode, left: SyntaxNode | undefined, right: SyntaxNode | undefined, isEqual: boolean) => {
    if (!flow.dependsOnTool(left) && !flow.dependsOnTool(right)) return;
    const isSame = isEqual && left !== undefined && right !== undefined && flow.textOf(left) === flow.textOf(right);
    found.push({ node, same: isSame ? flow.textOf(left) : undefined });
  };
  walkSyntax(source.program, (node, ancestors) => {
    const operator = node.type === 'BinaryExpression' ? String(node['operator']) : '';
    if (/^(?:[=!]==?|[<>]=?)$/.test(operator))
      compare(node, childOf(node, 'left'), childOf(node, 'right'), /^===?$/.test(operator));
    const callee = node.type === 'CallExpression' ? childOf(node, 'callee') : undefined;
    const [first, second] = childrenOf(node, 'arguments');
    if (memberName(callee) === 'is' && identifierName(childOf(callee, 'object')) === 'Object')
      compare(node, first, second, true);
    const matcher = reach.isAssertion(node, ancestors) ? matcherOf(ancestors) : undefined;
    // `expect(a === a).toBe(true)` is judged by what is inside.
    if (matcher !== undefined && !/^(?:true|false)$/.test(matcherText(source, matcher.expected)))
      compare(node, first, matcher.expected[0], !matcher.modifiers.includes('not'));
  });
  return found;
}

function matcherText(source: ParsedSource, expected: readonly SyntaxNode[]): string {
  const [first] = expected;
  return first === undefined ? '' : source.text.slice(first.start, first.end);
}
