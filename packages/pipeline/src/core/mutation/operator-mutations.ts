import type { SyntaxNode } from '../gate/syntax-node.ts';
import { childOf } from '../gate/walk-syntax.ts';
import { isBoundaryEquivalent } from './equivalent-mutations.ts';
import type { Mutation, MutationSite } from './mutation-site.ts';

const arithmetic: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '**': '*',
  '&': '|',
  '|': '&',
  '^': '&',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
};
const boundary: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const negation: Readonly<Record<string, string>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '===': '!==',
  '!==': '===',
  '==': '!=',
  '!=': '==',
};
const logical: Readonly<Record<string, string>> = { '&&': '||', '||': '&&', '??': '&&' };
const assignment: Readonly<Record<string, string>> = {
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '%=': '*=',
  '&&=': '||=',
  '||=': '&&=',
  '??=': '=',
};

/** Changes of operators: arithmetic, comparison, logic, assignment, sign. */
export function operatorMutations(site: MutationSite): readonly Mutation[] {
  const { node } = site;
  const operator = typeof node['operator'] === 'string' ? node['operator'] : '';
  const [left, right] = [childOf(node, 'left'), childOf(node, 'right')];
  if (node.type === 'BinaryExpression' && left !== undefined && right !== undefined)
    return binaryMutations(site, operator, left, right);
  if (node.type === 'LogicalExpression' && left !== undefined && right !== undefined)
    return swap(logical, operator, left, right, 'logical', 'a case where exactly one side of the condition holds');
  if (node.type === 'AssignmentExpression' && left !== undefined && right !== undefined)
    return swap(assignment, operator, left, right, 'assignment', 'the value that this assignment leads to');
  const argument = childOf(node, 'argument');
  if (argument === undefined) return [];
  if (node.type === 'UpdateExpression') {
    const changed = operator === '++' ? '--' : '++';
    const parts = node['prefix'] === true ? [changed, argument] : [argument, changed];
    return [{ operator: 'update', parts, missing: 'a result that depends on which way this counts' }];
  }
  if (node.type !== 'UnaryExpression') return [];
  if (operator === '!')
    return [{ operator: 'negation', parts: [argument], missing: 'one case on each side of this condition' }];
  if (operator === '-') return [{ operator: 'sign', parts: ['+', argument], missing: 'a result whose sign shows' }];
  return operator === '~' ? [{ operator: 'sign', parts: [argument], missing: 'a result that shows each bit' }] : [];
}

function binaryMutations(
  site: MutationSite,
  operator: string,
  left: SyntaxNode,
  right: SyntaxNode,
): readonly Mutation[] {
  const sides = `${site.textOf(left).slice(0, 40)} and ${site.textOf(right).slice(0, 40)}`;
  const atBoundary = swap(boundary, operator, left, right, 'boundary', `the case in which ${sides} are equal`);
  return [
    ...swap(arithmetic, operator, left, right, 'arithmetic', 'the exact number that this computes'),
    ...atBoundary.map((mutation) => ({ ...mutation, isEquivalent: isBoundaryEquivalent(site) })),
    ...swap(negation, operator, left, right, 'comparison', 'one case on each side of this comparison'),
  ];
}

function swap(
  table: Readonly<Record<string, string>>,
  operator: string,
  left: SyntaxNode,
  right: SyntaxNode,
  name: string,
  missing: string,
): readonly Mutation[] {
  const changed = Object.hasOwn(table, operator) ? table[operator] : undefined;
  return changed === undefined ? [] : [{ operator: name, parts: [left, ` ${changed} `, right], missing }];
}
