import type { SyntaxNode } from './syntax-node.ts';
import { childNodes, childOf, childrenOf, identifierName, walkSyntax } from './walk-syntax.ts';

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const blockTypes = new Set([
  'Program',
  'BlockStatement',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'SwitchStatement',
  'CatchClause',
  'StaticBlock',
  'ClassExpression',
]);

/** Where a name used in a module comes from. */
export interface Scopes {
  /** The declaring scope of `name` as seen below `ancestors`; `undefined` means a global of the runtime. */
  readonly scopeOf: (name: string, ancestors: readonly SyntaxNode[]) => SyntaxNode | undefined;
}

/** Records every binding of a module by the scope that holds it. */
export function resolveScopes(program: SyntaxNode): Scopes {
  const names = new Map<SyntaxNode, Set<string>>();
  const declare = (scope: SyntaxNode | undefined, pattern: SyntaxNode | undefined): void => {
    if (scope === undefined) return;
    const known = names.get(scope) ?? new Set();
    for (const name of boundNames(pattern)) known.add(name);
    names.set(scope, known);
  };
  walkSyntax(program, (node, ancestors) => {
    const block = ancestors.findLast(({ type }) => blockTypes.has(type) || functionTypes.has(type));
    if (functionTypes.has(node.type)) {
      if (node.type === 'FunctionDeclaration') declare(block, childOf(node, 'id'));
      else declare(node, childOf(node, 'id'));
      for (const parameter of childrenOf(node, 'params')) declare(node, parameter);
    } else if (node.type === 'ClassDeclaration' || node.type === 'TSEnumDeclaration')
      declare(block, childOf(node, 'id'));
    else if (node.type === 'ClassExpression') declare(node, childOf(node, 'id'));
    else if (node.type === 'CatchClause') declare(node, childOf(node, 'param'));
    else if (/^Import(?:Default|Namespace)?Specifier$/.test(node.type)) declare(program, childOf(node, 'local'));
    else if (node.type === 'VariableDeclaration') {
      const owner =
        node['kind'] === 'var'
          ? ancestors.findLast(({ type }) => type === 'Program' || functionTypes.has(type))
          : block;
      for (const declarator of childrenOf(node, 'declarations')) declare(owner, childOf(declarator, 'id'));
    }
  });
  return { scopeOf: (name, ancestors) => ancestors.findLast((scope) => names.get(scope)?.has(name) === true) };
}

function boundNames(pattern: SyntaxNode | undefined): readonly string[] {
  if (pattern === undefined) return [];
  const name = identifierName(pattern);
  if (name !== undefined) return [name];
  switch (pattern.type) {
    case 'AssignmentPattern':
      return boundNames(childOf(pattern, 'left'));
    case 'RestElement':
      return boundNames(childOf(pattern, 'argument'));
    case 'Property':
      return boundNames(childOf(pattern, 'value'));
    case 'TSParameterProperty':
      return boundNames(childOf(pattern, 'parameter'));
    case 'ArrayPattern':
    case 'ObjectPattern':
      return childNodes(pattern).flatMap(boundNames);
    default:
      return [];
  }
}

/** True when `node`, an identifier below `ancestors`, reads or writes a variable (and is no key, label, type or declaration). */
export function isVariableUse(node: SyntaxNode, ancestors: readonly SyntaxNode[]): boolean {
  const parent = ancestors.at(-1);
  if (node.type !== 'Identifier' || parent === undefined) return false;
  if (parent.type === 'MemberExpression') return parent['object'] === node || parent['computed'] === true;
  if (/^(?:Property|PropertyDefinition|MethodDefinition|AccessorProperty)$/.test(parent.type))
    return parent['value'] === node || parent['computed'] === true;
  if (
    /^(?:LabeledStatement|BreakStatement|ContinueStatement|MetaProperty|ImportSpecifier|ImportDefaultSpecifier|ImportNamespaceSpecifier)$/.test(
      parent.type,
    )
  )
    return false;
  if (parent.type === 'ExportSpecifier') return parent['local'] === node;
  return !isTypePosition(ancestors);
}

const typeRoots =
  /^TS(?:Type|Interface|Array|Union|Intersection|Tuple|Literal|Function|Mapped|Conditional|Index|Property|Method|Call|Construct|Qualified|Import|Rest|Optional|Named|Template|Infer|Inferred)/;

function isTypePosition(ancestors: readonly SyntaxNode[]): boolean {
  const parent = ancestors.at(-1);
  return parent !== undefined && parent.type !== 'TSTypeAssertion' && typeRoots.test(parent.type);
}
