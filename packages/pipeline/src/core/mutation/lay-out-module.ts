import type { SyntaxNode } from '../gate/syntax-node.ts';
import { childOf, childrenOf, identifierName, literalText } from '../gate/walk-syntax.ts';

/** A module taken apart, so that its body can become the body of a function that makes a fresh instance at each call. */
export interface ModuleLayout {
  /** The imports, on one line. */
  readonly head: string;
  /** Everything else without `export`, each line where it was. */
  readonly body: string;
  readonly hasState: boolean;
}

/** Takes a module apart; `emit` gives the text of each statement. */
export function layOutModule(program: SyntaxNode, source: string, emit: (node: SyntaxNode) => string): ModuleLayout {
  let head = '';
  let body = '';
  let at = 0;
  let hasState = false;
  for (const statement of childrenOf(program, 'body')) {
    body += source.slice(at, statement.start);
    at = statement.end;
    const declaration = childOf(statement, 'declaration');
    hasState ||= keepsState(declaration ?? statement);
    if (statement.type === 'ImportDeclaration') {
      head += `${source.slice(statement.start, statement.end).replaceAll('\n', ' ')};`;
      body += blank(source, statement);
    } else if (statement.type === 'ExportNamedDeclaration' && declaration !== undefined) body += emit(declaration);
    else if (statement.type === 'ExportNamedDeclaration') body += `${renamed(statement)}${blank(source, statement)}`;
    else body += emit(statement);
  }
  return { head, body: body + source.slice(at), hasState };
}

/** `export { inner as outer }` becomes a variable of the outer name. */
function renamed(statement: SyntaxNode): string {
  return childrenOf(statement, 'specifiers')
    .map((specifier) => {
      const local = identifierName(childOf(specifier, 'local'));
      const exported = childOf(specifier, 'exported');
      const name = identifierName(exported) ?? literalText(exported);
      return local === undefined || name === local ? '' : `var ${name} = ${local};`;
    })
    .join('');
}

function blank(source: string, node: SyntaxNode): string {
  return source.slice(node.start, node.end).replaceAll(/[^\n]/g, '');
}

const stateless =
  /^(?:Literal|TemplateLiteral|UnaryExpression|BinaryExpression|ArrowFunctionExpression|FunctionExpression)$/;

/** True for a top-level declaration that may hold something that changes between calls. */
function keepsState(statement: SyntaxNode): boolean {
  if (statement.type === 'ClassDeclaration' || statement.type === 'ExpressionStatement') return true;
  if (statement.type !== 'VariableDeclaration') return false;
  if (statement['kind'] !== 'const') return true;
  return childrenOf(statement, 'declarations').some((declarator) => {
    const value = childOf(declarator, 'init');
    const regex: unknown = value?.['regex'];
    const isSticky =
      typeof regex === 'object' && regex !== null && 'flags' in regex && /[gy]/.test(String(regex.flags));
    return value === undefined || isSticky || !stateless.test(value.type);
  });
}
