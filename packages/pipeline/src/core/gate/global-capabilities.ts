import type { Capability } from '../spec-schema.ts';
import type { SyntaxNode } from './syntax-node.ts';

const clockGlobals = new Set(['performance', 'setTimeout', 'setInterval', 'setImmediate', 'Temporal']);
const networkGlobals = new Set(['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'navigator']);

/**
 * The capability that using a global of the runtime needs, or `undefined`.
 * `member` is the property read of it when that is written down; `parent` is the node around the use.
 */
export function globalCapability(
  name: string,
  member: string | undefined,
  parent: SyntaxNode | undefined,
  node: SyntaxNode,
): Capability | undefined {
  if (networkGlobals.has(name)) return 'net';
  if (clockGlobals.has(name)) return 'clock';
  if (name === 'crypto') return 'random';
  const isMemberRead = parent?.type === 'MemberExpression' && parent['object'] === node;
  if (name === 'Math') return member === 'random' || !isMemberRead || member === undefined ? 'random' : undefined;
  if (name === 'Date') {
    const isCalled = /^(?:CallExpression|NewExpression)$/.test(parent?.type ?? '') && parent?.['callee'] === node;
    const callArguments = parent?.['arguments'];
    // Date(...) without `new` ignores its arguments and gives the present.
    const readsNow =
      isCalled && (parent?.type === 'CallExpression' || (Array.isArray(callArguments) && callArguments.length === 0));
    return member === 'now' || readsNow ? 'clock' : undefined;
  }
  if (name !== 'process') return undefined;
  if (member === 'env') return 'env';
  if (member === 'hrtime' || member === 'uptime') return 'clock';
  return member === 'nextTick' || member === 'platform' || member === 'version' || member === 'versions'
    ? undefined
    : 'process';
}
