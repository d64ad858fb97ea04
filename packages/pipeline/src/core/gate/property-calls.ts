import type { ParsedSource } from './parse-source.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { resolveScopes } from './resolve-scopes.ts';
import { importedLocals } from './test-calls.ts';
import { childOf, identifierName, memberName, walkSyntax } from './walk-syntax.ts';

/** A call of a fast-check function, under whatever local name: `fc.assert(...)`, `assert(...)`. */
export interface PropertyCall {
  /** `assert`, `check`, `property`, `asyncProperty`, `configureGlobal`, ... */
  readonly name: string;
  readonly node: SyntaxNode;
  readonly ancestors: readonly SyntaxNode[];
}

/** Every call of something imported from fast-check. */
export function listPropertyCalls(source: ParsedSource): readonly PropertyCall[] {
  const { program } = source;
  const locals = importedLocals(program, (specifier) => specifier === 'fast-check');
  const { scopeOf } = resolveScopes(program);
  const calls: PropertyCall[] = [];
  walkSyntax(program, (node, ancestors) => {
    if (node.type !== 'CallExpression') return;
    const callee = childOf(node, 'callee');
    const member = memberName(callee);
    const base = identifierName(member === undefined ? callee : childOf(callee, 'object'));
    const imported = base === undefined ? undefined : locals.get(base);
    if (base === undefined || imported === undefined || scopeOf(base, ancestors) !== program) return;
    const isWhole = /^(?:\*|default|fc)$/.test(imported);
    if (isWhole === (member === undefined)) return;
    calls.push({ name: member ?? imported, node, ancestors: [...ancestors] });
  });
  return calls;
}
