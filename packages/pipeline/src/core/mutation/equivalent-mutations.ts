import type { SyntaxNode } from '../gate/syntax-node.ts';
import { childOf, childrenOf, memberName } from '../gate/walk-syntax.ts';
import type { MutationSite } from './mutation-site.ts';

/**
 * True where `>` and `>=` (or `<` and `<=`) provably lead to the same: in `a > b ? a : b` and in `if (a > b) b = a`, where
 * either branch gives the same value for equal sides, and right after `if (a === b) return ...`, where they are not equal.
 */
export function isBoundaryEquivalent(site: MutationSite): boolean {
  const { node, ancestors, textOf } = site;
  const sides = sidesOf(site, node);
  if (!/^[\w.\n]+$/.test(sides)) return false;
  if (isAfterEquality(site, sides)) return true;
  const parent = ancestors.at(-1);
  if (parent === undefined || childOf(parent, 'test') !== node) return false;
  if (parent.type === 'ConditionalExpression')
    return (
      [textOf(childOf(parent, 'consequent')), textOf(childOf(parent, 'alternate'))].toSorted().join('\n') === sides
    );
  if (parent.type !== 'IfStatement' || childOf(parent, 'alternate') !== undefined) return false;
  const assignment = childOf(onlyStatement(childOf(parent, 'consequent')), 'expression');
  if (assignment?.type !== 'AssignmentExpression' || assignment['operator'] !== '=') return false;
  return [textOf(childOf(assignment, 'left')), textOf(childOf(assignment, 'right'))].toSorted().join('\n') === sides;
}

/** True inside the comparison function of a sort, where only the sign of a result counts. */
export function isSortMagnitude({ node, ancestors }: MutationSite): boolean {
  if (node['value'] === 0) return false;
  const at = ancestors.findLastIndex(({ type }) => /Function/.test(type));
  const call = ancestors[at - 1];
  const inside = ancestors.slice(at + 1);
  const isSort = /^(?:sort|toSorted)$/.test(memberName(childOf(call, 'callee')) ?? '');
  const onlyChosen = inside.every(({ type }) =>
    /^(?:BlockStatement|ReturnStatement|IfStatement|ConditionalExpression|UnaryExpression)$/.test(type),
  );
  return isSort && onlyChosen && !inside.some((ancestor) => childOf(ancestor, 'test') === (inside.at(-1) ?? node));
}

function sidesOf({ textOf }: MutationSite, node: SyntaxNode | undefined): string {
  return [textOf(childOf(node, 'left')), textOf(childOf(node, 'right'))].toSorted().join('\n');
}

/** The statement right before this one leaves the function when both sides are equal. */
function isAfterEquality(site: MutationSite, sides: string): boolean {
  const at = site.ancestors.findLastIndex(({ type }) => /^(?:If|Return|Expression)Statement$/.test(type));
  const statement = site.ancestors[at];
  if (statement === undefined) return false;
  // Anything that runs between the two comparisons could change a side.
  const between = site.ancestors.slice(at + 1);
  if (!between.every(({ type }) => /^(?:ConditionalExpression|ParenthesizedExpression)$/.test(type))) return false;
  const siblings = childrenOf(site.ancestors[at - 1], 'body');
  const before = siblings[siblings.indexOf(statement) - 1];
  const test = childOf(before, 'test');
  const leaves = /^(?:Return|Throw)Statement$/.test(onlyStatement(childOf(before, 'consequent'))?.type ?? '');
  return (
    before?.type === 'IfStatement' &&
    leaves &&
    test?.type === 'BinaryExpression' &&
    test['operator'] === '===' &&
    sidesOf(site, test) === sides
  );
}

function onlyStatement(node: SyntaxNode | undefined): SyntaxNode | undefined {
  if (node?.type !== 'BlockStatement') return node;
  const body = childrenOf(node, 'body');
  return body.length === 1 ? body[0] : undefined;
}
