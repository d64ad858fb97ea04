import type { FindingId } from './make-finding.ts';
import type { ParsedSource } from './parse-source.ts';
import type { SyntaxNode } from './syntax-node.ts';
import type { TestReach } from './test-reach.ts';
import { childOf, childrenOf, identifierName, memberName, unwrapExpression, walkSyntax } from './walk-syntax.ts';

/** Takes a finding of a rule at a node. */
export type ReportAt = (id: FindingId, node: Pick<SyntaxNode, 'start'>, message: string) => void;

/** Rules on single assertions: none fails unseen, none floats. */
export function checkAssertions(source: ParsedSource, reach: TestReach, report: ReportAt): void {
  walkSyntax(source.program, (node, ancestors) => {
    if (!reach.isAssertion(node, ancestors)) return;
    if (isSwallowed(ancestors, reach))
      report('tests.swallowed-assertion', node, 'an assertion stands in a try block whose catch lets it fail unseen');
    else if (isCaughtLater(node, ancestors, reach))
      report('tests.swallowed-assertion', node, 'the failure of an assertion is caught and nobody hears of it');
    if (isFloating(node, ancestors))
      report('tests.floating-assertion', node, 'the outcome of an asynchronous assertion is not awaited');
  });
}

function isSwallowed(ancestors: readonly SyntaxNode[], reach: TestReach): boolean {
  return ancestors.some(
    (outer, index) =>
      outer.type === 'TryStatement' &&
      outer['block'] === ancestors[index + 1] &&
      (returnsFinally(outer) || !answers(childOf(outer, 'handler'), reach)),
  );
}

/** `finally { return; }` drops the error on its way out. */
function returnsFinally(tryStatement: SyntaxNode): boolean {
  let returns = false;
  const finalizer = childOf(tryStatement, 'finalizer');
  if (finalizer !== undefined)
    walkSyntax(finalizer, (node) => {
      returns ||= node.type === 'ReturnStatement';
      return !/Function/.test(node.type);
    });
  return returns;
}

/** True when a handler throws or asserts; no handler lets the error through. */
function answers(handler: SyntaxNode | undefined, reach: TestReach): boolean {
  if (handler === undefined) return true;
  let throws = false;
  walkSyntax(handler, (node) => {
    throws ||= node.type === 'ThrowStatement';
  });
  return throws || reach.asserts(handler);
}

/** `.catch(() => {})`, `.then(ok, () => {})` and `Promise.allSettled([...])` around an assertion. */
function isCaughtLater(node: SyntaxNode, ancestors: readonly SyntaxNode[], reach: TestReach): boolean {
  let inner = node;
  for (const outer of ancestors.toReversed()) {
    if (outer.type === 'CallExpression') {
      const callee = unwrapExpression(childOf(outer, 'callee'));
      const name = memberName(callee);
      const given = childrenOf(outer, 'arguments');
      const isReceiver = childOf(outer, 'callee') === inner;
      if (isReceiver && name === 'catch' && !answers(given[0], reach)) return true;
      if (isReceiver && name === 'then' && given[1] !== undefined && !answers(given[1], reach)) return true;
      if (!isReceiver && name === 'allSettled' && identifierName(childOf(callee, 'object')) === 'Promise') return true;
    } else if (!/^(?:MemberExpression|ChainExpression|ArrayExpression|AwaitExpression)$/.test(outer.type)) return false;
    inner = outer;
  }
  return false;
}

function isFloating(node: SyntaxNode, ancestors: readonly SyntaxNode[]): boolean {
  let isAsync = false;
  walkSyntax(node, (inner) => {
    isAsync ||= /^(?:asyncProperty|asyncModelRun|poll)$/.test(memberName(inner) ?? identifierName(inner) ?? '');
  });
  let inner = node;
  for (const outer of ancestors.toReversed()) {
    isAsync ||=
      outer.type === 'MemberExpression' &&
      outer['object'] === inner &&
      /^(?:resolves|rejects)$/.test(memberName(outer) ?? '');
    if (outer.type === 'ExpressionStatement') return isAsync;
    if (outer.type === 'UnaryExpression' && outer['operator'] === 'void') return isAsync;
    if (!/^(?:MemberExpression|CallExpression|ChainExpression)$/.test(outer.type)) return false;
    inner = outer;
  }
  return false;
}
