import { expect, it } from 'vitest';
import { commitMessage, findKeyedCommit } from '../../src/core/commit-message.ts';
import { idempotencyKey } from '../../src/core/idempotency-key.ts';

it('finds the commit of a key by its trailer line only', () => {
  const log = `\u001eaaa\nMachinist-Key: other\n\u001ebbb\nsays Machinist-Key: k1 in prose\n\u001eccc\n${commitMessage('t1', 1, 'k1')}`;
  expect(findKeyedCommit(log, 'k1')).toBe('ccc');
  expect(findKeyedCommit(log, 'k2')).toBeUndefined();
});

it('gives one key to one intent: spacing and Unicode form do not matter, goal, id and words do', () => {
  const key = idempotencyKey('g', { id: 't1', claim: 'caf\u00e9' });
  expect(idempotencyKey('g', { id: 't1', claim: ' cafe\u0301 ' })).toBe(key);
  for (const other of [
    idempotencyKey('h', { id: 't1', claim: 'café' }),
    idempotencyKey('g', { id: 't2', claim: 'café' }),
    idempotencyKey('g', { id: 't1', claim: 'x' }),
  ]) {
    expect(other).not.toBe(key);
  }
});
