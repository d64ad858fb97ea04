import type { ParsedSource } from './parse-source.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { isVariableUse, resolveScopes } from './resolve-scopes.ts';
import { importedLocals, isToolModule } from './test-calls.ts';
import { identifierName, walkSyntax } from './walk-syntax.ts';

/** A place where a variable of the file is named, its declaration included. */
export interface VariableUse {
  readonly start: number;
  /** Scope and name: equal for all uses of one variable. */
  readonly key: string;
  readonly isTool: boolean;
}

/** All uses of a file's own variables, in source order. Imports other than the tool's are left out. */
export interface VariableUses {
  readonly all: readonly VariableUse[];
  readonly keyOf: (node: SyntaxNode) => string | undefined;
  /** Indices into `all` of what lies inside a node. */
  readonly rangeOf: (node: Pick<SyntaxNode, 'start' | 'end'>) => { readonly from: number; readonly to: number };
}

/** Lists the variable uses of a test file. */
export function listUses({ program }: Pick<ParsedSource, 'program'>): VariableUses {
  const tool = importedLocals(program, isToolModule);
  const foreign = importedLocals(program, (specifier) => !isToolModule(specifier));
  const { scopeOf } = resolveScopes(program);
  const found = new Map<number, VariableUse>();
  walkSyntax(program, (node, ancestors) => {
    const name = identifierName(node);
    if (name === undefined || !isVariableUse(node, ancestors)) return;
    const scope = scopeOf(name, ancestors);
    if (scope === undefined || (scope === program && foreign.has(name))) return;
    const key = `${scope.start}:${scope.end}:${name}`;
    found.set(node.start, { start: node.start, key, isTool: scope === program && tool.has(name) });
  });
  const all = [...found.values()].toSorted((left, right) => left.start - right.start);
  const firstFrom = (offset: number): number => {
    let low = 0;
    for (let high = all.length; low < high;) {
      const middle = (low + high) >>> 1;
      if ((all[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    all,
    keyOf: (node) => (identifierName(node) === undefined ? undefined : found.get(node.start)?.key),
    rangeOf: ({ start, end }) => ({ from: firstFrom(start), to: firstFrom(end) }),
  };
}
