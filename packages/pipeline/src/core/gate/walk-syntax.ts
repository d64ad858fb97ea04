import { isNode, type SyntaxNode } from './syntax-node.ts';

/** The nodes directly below `node`, in source order. */
export function childNodes(node: SyntaxNode): readonly SyntaxNode[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** Calls `visit` for `root` and everything below it; `ancestors` runs from the root to the parent. Return `false` to skip what is below. */
export function walkSyntax(
  root: SyntaxNode,
  visit: (node: SyntaxNode, ancestors: readonly SyntaxNode[]) => boolean | void,
): void {
  const ancestors: SyntaxNode[] = [];
  const step = (node: SyntaxNode): void => {
    if (visit(node, ancestors) === false) return;
    ancestors.push(node);
    for (const child of childNodes(node)) step(child);
    ancestors.pop();
  };
  step(root);
}

/** The child of `node` under `key`, if it is a node. */
export function childOf(node: SyntaxNode | undefined, key: string): SyntaxNode | undefined {
  const value = node?.[key];
  return isNode(value) ? value : undefined;
}

/** The child nodes of the list under `key`; holes of array patterns are left out. */
export function childrenOf(node: SyntaxNode | undefined, key: string): readonly SyntaxNode[] {
  const value = node?.[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name of an identifier, else `undefined`. */
export function identifierName(node: SyntaxNode | undefined): string | undefined {
  return node?.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : undefined;
}

/** The text of a string literal or a template without substitutions, else `undefined`. */
export function literalText(node: SyntaxNode | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  const quasi =
    node?.type === 'TemplateLiteral' && childrenOf(node, 'expressions').length === 0
      ? childrenOf(node, 'quasis')[0]
      : undefined;
  const value = quasi?.['value'];
  return typeof value === 'object' && value !== null && 'cooked' in value && typeof value.cooked === 'string'
    ? value.cooked
    : undefined;
}

/** The property a member expression reads, when it is written down: `a.b` and `a['b']` give `b`. */
export function memberName(node: SyntaxNode | undefined): string | undefined {
  if (node?.type !== 'MemberExpression') return undefined;
  const property = childOf(node, 'property');
  return node['computed'] === true ? literalText(property) : identifierName(property);
}

/** `node` without parentheses and type-only wrappers. */
export function unwrapExpression(node: SyntaxNode | undefined): SyntaxNode | undefined {
  let inner = node;
  while (
    inner !== undefined &&
    /^(?:ParenthesizedExpression|TSAsExpression|TSSatisfiesExpression|TSNonNullExpression|TSTypeAssertion|ChainExpression)$/.test(
      inner.type,
    )
  ) {
    inner = childOf(inner, 'expression');
  }
  return inner;
}
