import type { ParsedSource } from './parse-source.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { isVariableUse, resolveScopes } from './resolve-scopes.ts';
import { importedLocals, isToolModule } from './test-calls.ts';
import { childNodes, childOf, childrenOf, identifierName, literalText, memberName, walkSyntax } from './walk-syntax.ts';

/** What code below a node does, also through the file's own helper functions. */
export interface TestReach {
  readonly asserts: (node: SyntaxNode) => boolean;
  readonly usesTool: (node: SyntaxNode) => boolean;
  /** Every assertion that code below the node makes, also through the file's own helper functions. */
  readonly assertionsBelow: (node: SyntaxNode) => readonly SyntaxNode[];
  /** Every text written below the node, also in the constants and helpers that it names. */
  readonly stringsBelow: (node: SyntaxNode) => readonly string[];
  /** A call of `expect`, or of fast-check's `assert`. */
  readonly isAssertion: (node: SyntaxNode, ancestors: readonly SyntaxNode[]) => boolean;
}

/** Follows a test file's helpers to tell which code asserts and which calls the tool. */
export function createTestReach(source: ParsedSource): TestReach {
  const { program } = source;
  const runner = importedLocals(program, (specifier) => specifier === 'vitest');
  const properties = importedLocals(program, (specifier) => specifier === 'fast-check');
  const tool = importedLocals(program, isToolModule);
  const { scopeOf } = resolveScopes(program);
  const isImported = (name: string, ancestors: readonly SyntaxNode[]): boolean => scopeOf(name, ancestors) === program;
  const bindings = topLevelBindings(program);

  const isAssertion = (node: SyntaxNode, ancestors: readonly SyntaxNode[]): boolean => {
    if (node.type !== 'CallExpression') return false;
    let callee = childOf(node, 'callee');
    const member = memberName(callee);
    if (callee?.type === 'MemberExpression') callee = childOf(callee, 'object');
    const name = identifierName(callee);
    if (name === undefined || !isImported(name, ancestors)) return false;
    const fromRunner = runner.get(name);
    if (fromRunner === 'expect') return member === undefined || member === 'soft' || member === 'poll';
    if (fromRunner === 'assert') return true;
    const fromProperties = properties.get(name);
    if (fromProperties === undefined) return false;
    return member === undefined
      ? fromProperties === 'assert'
      : member === 'assert' && /^(?:\*|default)$/.test(fromProperties);
  };

  // Ancestors start at the program so that a name is resolved as it is at that place.
  const reaches = (
    node: SyntaxNode,
    found: (inner: SyntaxNode, ancestors: readonly SyntaxNode[]) => boolean,
    seen: Set<string>,
  ): boolean => {
    let result = false;
    const pathToNode = pathTo(program, node);
    walkSyntax(node, (inner, below) => {
      if (result) return false;
      const ancestors = [...pathToNode, ...below];
      if (found(inner, ancestors)) {
        result = true;
        return false;
      }
      const name = identifierName(inner);
      if (
        name === undefined ||
        seen.has(name) ||
        !isVariableUse(inner, ancestors) ||
        scopeOf(name, ancestors) !== program
      )
        return true;
      const binding = bindings.get(name);
      if (binding === undefined) return true;
      seen.add(name);
      result = reaches(binding, found, seen);
      return true;
    });
    return result;
  };
  const isToolUse = (node: SyntaxNode, ancestors: readonly SyntaxNode[]): boolean => {
    const name = identifierName(node);
    return name !== undefined && tool.has(name) && isVariableUse(node, ancestors) && isImported(name, ancestors);
  };
  const collect = <Found>(
    node: SyntaxNode,
    pick: (inner: SyntaxNode, ancestors: readonly SyntaxNode[]) => Found | undefined,
  ): readonly Found[] => {
    const found: Found[] = [];
    const look = (inner: SyntaxNode, ancestors: readonly SyntaxNode[]): boolean => {
      const picked = pick(inner, ancestors);
      if (picked !== undefined) found.push(picked);
      return false;
    };
    reaches(node, look, new Set());
    return found;
  };
  return {
    assertionsBelow: (node) => collect(node, (inner, ancestors) => (isAssertion(inner, ancestors) ? inner : undefined)),
    stringsBelow: (node) => collect(node, (inner) => literalText(inner) ?? templateText(inner)),
    asserts: (node) => reaches(node, isAssertion, new Set()),
    usesTool: (node) => reaches(node, isToolUse, new Set()),
    isAssertion,
  };
}

/** The written parts of a template; a regular expression as it is written. */
function templateText(node: SyntaxNode): string | undefined {
  if (node.type === 'Literal' && typeof node['raw'] === 'string' && node['raw'].startsWith('/')) return node['raw'];
  if (node.type !== 'TemplateElement') return undefined;
  const { value } = node;
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : undefined;
}

function topLevelBindings(program: SyntaxNode): ReadonlyMap<string, SyntaxNode> {
  const bindings = new Map<string, SyntaxNode>();
  for (const statement of childrenOf(program, 'body')) {
    const name = identifierName(childOf(statement, 'id'));
    if (name !== undefined) bindings.set(name, statement);
    for (const declarator of childrenOf(statement, 'declarations')) {
      const declared = identifierName(childOf(declarator, 'id'));
      if (declared !== undefined) bindings.set(declared, declarator);
    }
  }
  return bindings;
}

function pathTo(root: SyntaxNode, target: SyntaxNode): readonly SyntaxNode[] {
  const path: SyntaxNode[] = [];
  for (let node: SyntaxNode | undefined = root; node !== undefined && node !== target;) {
    path.push(node);
    node = childNodes(node).find(({ start, end }) => start <= target.start && end >= target.end);
  }
  return path;
}
