import type { SyntaxNode } from './syntax-node.ts';
import { childrenOf, memberName } from './walk-syntax.ts';

/** The `.toBe(3)` that follows an `expect(...)`. */
export interface MatcherCall {
  readonly matcher: string;
  /** `not`, `resolves`, `rejects` on the way to it. */
  readonly modifiers: readonly string[];
  readonly expected: readonly SyntaxNode[];
}

/** The matcher called on the assertion `node`; `undefined` when none is. */
export function matcherOf(ancestors: readonly SyntaxNode[]): MatcherCall | undefined {
  const names: string[] = [];
  for (const outer of ancestors.toReversed()) {
    if (outer.type === 'MemberExpression') names.push(memberName(outer) ?? '(computed)');
    else if (outer.type === 'CallExpression' && names.length > 0)
      return { matcher: names.at(-1) ?? '', modifiers: names.slice(0, -1), expected: childrenOf(outer, 'arguments') };
    else return undefined;
  }
  return undefined;
}
