import type { SyntaxNode } from '../gate/syntax-node.ts';
import { childOf, childrenOf, identifierName, memberName, unwrapExpression } from '../gate/walk-syntax.ts';
import type { Mutation, MutationSite } from './mutation-site.ts';

const methodSwaps: Readonly<Record<string, string>> = {
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  toUpperCase: 'toLowerCase',
  toLowerCase: 'toUpperCase',
  trimStart: 'trimEnd',
  trimEnd: 'trimStart',
  some: 'every',
  every: 'some',
  push: 'unshift',
  unshift: 'push',
  pop: 'shift',
  shift: 'pop',
  indexOf: 'lastIndexOf',
  lastIndexOf: 'indexOf',
  padStart: 'padEnd',
  padEnd: 'padStart',
};
const removedMethods = new Set(['trim', 'filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'slice', 'substring']);
const mathSwaps: Readonly<Record<string, string>> = {
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  round: 'floor',
  trunc: 'ceil',
};

/** Changes of conditions, calls and statements. */
export function structureMutations(site: MutationSite): readonly Mutation[] {
  const { node, ancestors } = site;
  const parent = ancestors.at(-1);
  if (node.type === 'CallExpression') return callMutations(site);
  if (node.type === 'ThrowStatement')
    return [{ operator: 'removal', parts: [';'], missing: 'that this case is refused' }];
  if (node.type === 'ExpressionStatement') {
    const expression = unwrapExpression(childOf(node, 'expression')) ?? node;
    const { type } = expression;
    // The name of an error is nobody's contract: only its code is.
    if (site.textOf(childOf(expression, 'left')) === 'this.name') return [];
    return /^(?:CallExpression|AssignmentExpression)$/.test(type) && !isSuperCall(node)
      ? [{ operator: 'removal', parts: [';'], missing: 'a result that needs this statement' }]
      : [];
  }
  if (parent === undefined || childOf(parent, 'test') !== node) return [];
  if (/^(?:While|DoWhile)Statement$/.test(parent.type))
    return [{ operator: 'condition', parts: ['false'], missing: 'a case that needs this loop more than once' }];
  const isPlain = !/^(?:BinaryExpression|LogicalExpression|UnaryExpression|Literal)$/.test(
    unwrapExpression(node)?.type ?? '',
  );
  return isPlain && /^(?:IfStatement|ConditionalExpression)$/.test(parent.type)
    ? [{ operator: 'condition', parts: ['!(', node, ')'], missing: 'one case on each side of this condition' }]
    : [];
}

function callMutations({ node, ancestors }: MutationSite): readonly Mutation[] {
  const callee = childOf(node, 'callee');
  const [object, property] = [childOf(callee, 'object'), childOf(callee, 'property')];
  const name = memberName(callee);
  const inChain = ancestors.some(({ type }) => type === 'ChainExpression');
  if (name === undefined || object === undefined || property === undefined || callee?.['computed'] === true || inChain)
    return [];
  const swaps = identifierName(object) === 'Math' ? mathSwaps : methodSwaps;
  const swapped = Object.hasOwn(swaps, name) ? swaps[name] : undefined;
  if (swapped !== undefined) {
    const list = childrenOf(node, 'arguments').flatMap((argument, index): readonly (string | SyntaxNode)[] =>
      index === 0 ? [argument] : [', ', argument],
    );
    return [
      { operator: 'method', parts: [object, `.${swapped}(`, ...list, ')'], missing: `a case that needs ${name}` },
    ];
  }
  // `slice()` without arguments copies: leaving it out cannot be seen unless the copy is changed.
  const copies = /^(?:slice|substring)$/.test(name) && childrenOf(node, 'arguments').length === 0;
  return removedMethods.has(name) && !copies
    ? [{ operator: 'method', parts: [object], missing: `a case that needs ${name}` }]
    : [];
}

function isSuperCall(statement: SyntaxNode): boolean {
  return childOf(childOf(statement, 'expression'), 'callee')?.type === 'Super';
}
