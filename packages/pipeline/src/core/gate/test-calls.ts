import type { ParsedSource } from './parse-source.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { resolveScopes } from './resolve-scopes.ts';
import { childOf, childrenOf, identifierName, literalText, memberName, walkSyntax } from './walk-syntax.ts';

/** A call that declares a test or a group: `it('name', fn)`, `describe.each(table)('name', fn)`. */
export interface TestCall {
  readonly kind: 'test' | 'describe';
  readonly node: SyntaxNode;
  readonly ancestors: readonly SyntaxNode[];
  /** `skip`, `only`, `each`, ... in the order written. */
  readonly modifiers: readonly string[];
  /** The table of `.each` or `.for`; `undefined` without one. */
  readonly table: SyntaxNode | undefined;
  readonly title: string | undefined;
  readonly callback: SyntaxNode | undefined;
}

/** True for the ways a suite may name the tool's file. */
export function isToolModule(specifier: string): boolean {
  return /^\.\.\/tool(?:\.[jt]s)?$/.test(specifier);
}

/** The local names a test file gives to what it imports from `module`. */
export function importedLocals(
  program: SyntaxNode,
  module: (specifier: string) => boolean,
): ReadonlyMap<string, string> {
  const locals = new Map<string, string>();
  for (const statement of childrenOf(program, 'body')) {
    if (statement.type !== 'ImportDeclaration' || !module(literalText(childOf(statement, 'source')) ?? '')) continue;
    for (const specifier of childrenOf(statement, 'specifiers')) {
      const local = identifierName(childOf(specifier, 'local'));
      const imported = childOf(specifier, 'imported');
      if (local !== undefined)
        locals.set(
          local,
          specifier.type === 'ImportSpecifier' ? (identifierName(imported) ?? literalText(imported) ?? '') : '*',
        );
    }
  }
  return locals;
}

/** Every test and group declaration of a test file, by the names it imports from vitest. */
export function listTestCalls(source: ParsedSource): readonly TestCall[] {
  const runnerNames = importedLocals(source.program, (specifier) => specifier === 'vitest');
  const { scopeOf } = resolveScopes(source.program);
  const calls: TestCall[] = [];
  walkSyntax(source.program, (node, ancestors) => {
    if (node.type !== 'CallExpression' || ancestors.at(-1)?.['callee'] === node) return;
    const { base, modifiers, table } = readCallee(childOf(node, 'callee'));
    const imported = base === undefined ? undefined : runnerNames.get(base);
    if (base === undefined || imported === undefined || scopeOf(base, ancestors)?.type !== 'Program') return;
    const kind = /^(?:it|test)$/.test(imported)
      ? 'test'
      : /^(?:describe|suite)$/.test(imported)
        ? 'describe'
        : undefined;
    if (kind === undefined) return;
    const callArguments = childrenOf(node, 'arguments');
    const callback =
      callArguments.find(({ type }) => /Function/.test(type)) ??
      callArguments.slice(1).find(({ type }) => type === 'Identifier');
    calls.push({
      kind,
      node,
      ancestors: [...ancestors],
      modifiers,
      table,
      title: literalText(callArguments[0]),
      callback,
    });
  });
  return calls;
}

function readCallee(callee: SyntaxNode | undefined): {
  readonly base?: string;
  readonly modifiers: readonly string[];
  readonly table: SyntaxNode | undefined;
} {
  const modifiers: string[] = [];
  let table: SyntaxNode | undefined;
  for (let node = callee; node !== undefined;) {
    const name = identifierName(node);
    if (name !== undefined) return { base: name, modifiers: modifiers.toReversed(), table };
    if (node.type === 'MemberExpression') {
      modifiers.push(memberName(node) ?? '(computed)');
      node = childOf(node, 'object');
    } else if (node.type === 'CallExpression') {
      table ??= childrenOf(node, 'arguments')[0];
      node = childOf(node, 'callee');
    } else if (node.type === 'TaggedTemplateExpression') {
      table ??= childOf(node, 'quasi');
      node = childOf(node, 'tag');
    } else return { modifiers, table };
  }
  return { modifiers, table };
}
