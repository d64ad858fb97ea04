import type { DeclaredTest } from './candidate-analysis.ts';
import type { ParsedSource } from './parse-source.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { listTestCalls, type TestCall } from './test-calls.ts';
import { childOf, childrenOf, identifierName, memberName, unwrapExpression } from './walk-syntax.ts';

/** A declared test and the call that declares it. */
export interface ListedTest extends DeclaredTest {
  readonly call: TestCall;
}

const skippingModifiers = new Set(['skip', 'only', 'todo', 'skipIf', 'runIf']);

/** Every test a file declares, found without running it. */
export function listTests(source: ParsedSource): readonly ListedTest[] {
  const calls = listTestCalls(source);
  const groups = new Map(calls.filter(({ kind }) => kind === 'describe').map((call) => [call.node, call]));
  return calls
    .filter(({ kind }) => kind === 'test')
    .map((call) => {
      const enclosing = call.ancestors.flatMap((node) => groups.get(node) ?? []);
      const titles = [...enclosing, call].map(({ title, table }) => (table === undefined ? title : undefined));
      const callee = childOf(call.node, 'callee') ?? call.node;
      return {
        file: source.file,
        firstLine: source.lineOf(callee.start),
        // The runner may place the tests of a template's table anywhere in the call.
        lastLine: source.lineOf(call.table?.type === 'TemplateLiteral' ? call.node.end : callee.end),
        count: countInstances(source.program, call, enclosing),
        fullName: titles.every((title) => title !== undefined) ? titles.join(' > ') : undefined,
        isSkippedAway: call.modifiers.some((modifier) => skippingModifiers.has(modifier)),
        call,
      };
    });
}

function countInstances(program: SyntaxNode, call: TestCall, enclosing: readonly TestCall[]): number | undefined {
  let count: number | undefined = 1;
  const times = (factor: number | undefined): void => {
    count = count === undefined || factor === undefined ? undefined : count * factor;
  };
  for (const { table } of [...enclosing, call]) if (table !== undefined) times(listLength(program, table));
  const callbacks = new Set(enclosing.map(({ callback }) => callback));
  for (const [index, node] of call.ancestors.entries()) {
    if (node.type === 'ForOfStatement') times(listLength(program, childOf(node, 'right')));
    else if (
      /^(?:For|ForIn|While|DoWhile|If|Switch|Try)Statement$|^(?:ConditionalExpression|LogicalExpression)$/.test(
        node.type,
      )
    )
      times(undefined);
    else if (/Function/.test(node.type) && !callbacks.has(node))
      times(iteratedLength(program, call.ancestors[index - 1], node));
  }
  return count;
}

/** The length of `[...].forEach(callback)`; `undefined` for any other function around a test. */
function iteratedLength(program: SyntaxNode, parent: SyntaxNode | undefined, callback: SyntaxNode): number | undefined {
  const callee = childOf(parent, 'callee');
  if (parent?.type !== 'CallExpression' || childrenOf(parent, 'arguments')[0] !== callback) return undefined;
  return /^(?:forEach|map)$/.test(memberName(callee) ?? '')
    ? listLength(program, childOf(callee, 'object'))
    : undefined;
}

function listLength(program: SyntaxNode, expression: SyntaxNode | undefined): number | undefined {
  const node = unwrapExpression(expression);
  if (node?.type === 'ArrayExpression') {
    const elements = node['elements'];
    const isPlain =
      Array.isArray(elements) && childrenOf(node, 'elements').every(({ type }) => type !== 'SpreadElement');
    return isPlain ? elements.length : undefined;
  }
  if (node?.type === 'TemplateLiteral') return templateRows(node);
  const name = identifierName(node);
  if (name !== undefined) return listLength(program, constantValue(program, name));
  const callee = childOf(node, 'callee');
  if (
    node?.type === 'CallExpression' &&
    identifierName(childOf(callee, 'object')) === 'Object' &&
    /^(?:entries|keys|values)$/.test(memberName(callee) ?? '')
  ) {
    const argument = unwrapExpression(childrenOf(node, 'arguments')[0]);
    const target =
      identifierName(argument) === undefined
        ? argument
        : unwrapExpression(constantValue(program, identifierName(argument) ?? ''));
    const properties = childrenOf(target, 'properties');
    if (target?.type === 'ObjectExpression' && properties.every(({ type }) => type === 'Property'))
      return properties.length;
  }
  return undefined;
}

/** Rows of a table written as a template: its values over the columns of its heading. */
function templateRows(table: SyntaxNode): number | undefined {
  const heading: unknown = childrenOf(table, 'quasis')[0]?.['value'];
  const text = typeof heading === 'object' && heading !== null && 'cooked' in heading ? String(heading.cooked) : '';
  const columns = text.trim().split('\n')[0]?.split('|').length ?? 1;
  const rows = childrenOf(table, 'expressions').length / columns;
  return Number.isInteger(rows) ? rows : undefined;
}

/** The initializer of a top-level `const`. */
function constantValue(program: SyntaxNode, name: string): SyntaxNode | undefined {
  const declarators = childrenOf(program, 'body').flatMap((statement) =>
    statement.type === 'VariableDeclaration' && statement['kind'] === 'const'
      ? childrenOf(statement, 'declarations')
      : [],
  );
  return childOf(
    declarators.find((declarator) => identifierName(childOf(declarator, 'id')) === name),
    'init',
  );
}
