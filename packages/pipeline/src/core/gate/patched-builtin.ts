import type { SyntaxNode } from './syntax-node.ts';
import { childOf, childrenOf, identifierName, memberName, unwrapExpression } from './walk-syntax.ts';

const changers =
  /^(?:defineProperty|defineProperties|assign|setPrototypeOf|set|deleteProperty|freeze|seal|preventExtensions)$/;
const reachesPrototype = /^(?:prototype|__proto__)$/;

/** A global object or prototype that a statement changes. */
export interface PatchedBuiltin {
  /** What is changed, as far as it can be named; `undefined` when it is reached through a value. */
  readonly global: string | undefined;
  readonly shown: string;
  readonly node: SyntaxNode;
}

/**
 * What an assignment, `delete`, `Object.assign` or their like changes, when that is a member of a global or a prototype
 * reached from one. The caller knows whether the name really is a global.
 */
export function patchedBuiltin(node: SyntaxNode): PatchedBuiltin | undefined {
  if (node.type === 'AssignmentExpression') return changedMember(childOf(node, 'left'));
  if (node.type === 'UpdateExpression') return changedMember(childOf(node, 'argument'));
  if (node.type === 'UnaryExpression' && node['operator'] === 'delete') return changedMember(childOf(node, 'argument'));
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrapExpression(childOf(node, 'callee'));
  const owner = childOf(callee, 'object');
  const method = memberName(callee) ?? '';
  if (/^__define[GS]etter__$/.test(method)) return changedObject(owner);
  if (!changers.test(method) || !/^(?:Object|Reflect)$/.test(identifierName(owner) ?? '')) return undefined;
  return changedObject(childrenOf(node, 'arguments')[0]);
}

function changedMember(node: SyntaxNode | undefined): PatchedBuiltin | undefined {
  const member = unwrapExpression(node);
  return member?.type === 'MemberExpression' ? changedObject(childOf(member, 'object')) : undefined;
}

/** The global below `JSON`, `Array.prototype`, `Object.getPrototypeOf([])`, `[].__proto__`. */
function changedObject(node: SyntaxNode | undefined): PatchedBuiltin | undefined {
  const target = unwrapExpression(node);
  if (target === undefined) return undefined;
  const name = identifierName(target);
  if (name !== undefined) return { global: name, shown: name, node: target };
  const member = memberName(target);
  if (member !== undefined && reachesPrototype.test(member)) {
    const owner = identifierName(unwrapExpression(childOf(target, 'object')));
    if (member === '__proto__' || owner === undefined)
      return { global: undefined, shown: 'a built-in prototype', node: target };
    return { global: owner, shown: `the built-in prototype of ${owner}`, node: target };
  }
  const callee = target.type === 'CallExpression' ? childOf(target, 'callee') : undefined;
  return memberName(callee) === 'getPrototypeOf'
    ? { global: undefined, shown: 'a prototype that was looked up', node: target }
    : undefined;
}
