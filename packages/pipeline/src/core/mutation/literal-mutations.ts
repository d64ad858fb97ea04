import { childOf, childrenOf, identifierName } from '../gate/walk-syntax.ts';
import type { SyntaxNode } from '../gate/syntax-node.ts';
import { isSortMagnitude } from './equivalent-mutations.ts';
import type { Mutation, MutationSite } from './mutation-site.ts';

/** Changes of written values: numbers, strings, booleans, lists, patterns. */
export function literalMutations(site: MutationSite): readonly Mutation[] {
  const { node } = site;
  if (node.type === 'TemplateLiteral') {
    const isTagged = site.ancestors.at(-1)?.type === 'TaggedTemplateExpression';
    return isTagged || isMessage(site)
      ? []
      : [{ operator: 'string', parts: ["''"], missing: 'the exact text that this builds' }];
  }
  if (node.type === 'ArrayExpression')
    return childrenOf(node, 'elements').length === 0
      ? []
      : [{ operator: 'array', parts: ['[]'], missing: 'a result that needs the elements of this list' }];
  if (node.type !== 'Literal' || isName(site)) return [];
  const value: unknown = node['value'];
  if (typeof value === 'boolean')
    return [{ operator: 'boolean', parts: [String(!value)], missing: 'a result that depends on this flag' }];
  if (typeof value === 'number')
    return [
      {
        operator: 'number',
        parts: [String(value + 1)],
        missing: `a case that tells ${site.textOf(node)} from ${value + 1}`,
        isEquivalent: isSortMagnitude(site),
      },
    ];
  if (typeof value === 'string' && !isMessage(site))
    return [
      { operator: 'string', parts: [value === '' ? "'mutant'" : "''"], missing: 'the exact text that comes of this' },
    ];
  return patternMutations(site);
}

/** Keys, directives, names of modules, variables of the environment, errors and encodings, and the words of `typeof` are names, not values. */
function isName({ node, ancestors, textOf }: MutationSite): boolean {
  const parent = ancestors.at(-1);
  if (parent === undefined || /^(?:Import|Export)/.test(parent.type)) return true;
  if (parent['key'] === node && parent['computed'] !== true) return true;
  if (parent.type === 'ExpressionStatement' || /^['"]utf-?8['"]$/.test(textOf(node))) return true;
  if (parent.type === 'MemberExpression' && textOf(childOf(parent, 'object')) === 'process.env') return true;
  if (parent.type === 'AssignmentExpression' && textOf(childOf(parent, 'left')) === 'this.name') return true;
  const other = [childOf(parent, 'left'), childOf(parent, 'right')].find((side) => side !== node);
  return parent.type === 'BinaryExpression' && other?.['operator'] === 'typeof';
}

/** The wording of an error is nobody's contract: only its code is. */
function isMessage({ node, ancestors, textOf }: MutationSite): boolean {
  if (!/\s/.test(textOf(node))) return false;
  return ancestors.some(
    (ancestor) =>
      ancestor.type === 'ThrowStatement' ||
      (/^(?:New|Call)Expression$/.test(ancestor.type) &&
        /error|fail|throw|invalid|refus|reject/i.test(calleeName(ancestor))),
  );
}

function calleeName(call: SyntaxNode): string {
  const callee = childOf(call, 'callee');
  return identifierName(callee) ?? identifierName(childOf(callee, 'property')) ?? '';
}

function patternMutations({ node }: MutationSite): readonly Mutation[] {
  const { regex } = node;
  if (typeof regex !== 'object' || regex === null || !('pattern' in regex) || !('flags' in regex)) return [];
  const { pattern, flags } = { pattern: String(regex.pattern), flags: String(regex.flags) };
  return [
    ...(pattern.startsWith('^') && pattern.length > 1 && !flags.includes('y')
      ? [changedPattern(pattern.slice(1), flags, 'a text with something before what the pattern matches')]
      : []),
    ...(pattern.endsWith('$') && !pattern.endsWith('\\$') && pattern.length > 1
      ? [changedPattern(pattern.slice(0, -1), flags, 'a text with something after what the pattern matches')]
      : []),
    ...(flags.includes('i')
      ? [changedPattern(pattern, flags.replace('i', ''), 'the same text in the other case')]
      : []),
  ];
}

function changedPattern(pattern: string, flags: string, missing: string): Mutation {
  return { operator: 'pattern', parts: [`/${pattern}/${flags}`], missing };
}
