import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyChanges } from '../../../src/gate/runtime/apply-changes.ts';

const container = fc.oneof(
  fc.array(fc.jsonValue(), { maxLength: 5 }),
  fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue(), { maxKeys: 5, noNullPrototype: true }),
);

it('gives an array or object the contents of another of its kind, in place', () => {
  fc.assert(
    fc.property(container, container, (before, after) => {
      const isSameKind = Array.isArray(before) === Array.isArray(after);
      const copy: unknown = structuredClone(before);
      applyChanges(before, structuredClone(after));
      expect(before).toEqual(isSameKind ? after : copy);
    }),
  );
});

it('keeps the identity of inner arrays that only change their contents', () => {
  const inner = [2, 1];
  const outer = { inner };
  applyChanges(outer, { inner: [1, 2, 3] });
  expect(outer.inner).toBe(inner);
  expect(inner).toEqual([1, 2, 3]);
});

it('leaves the prototype alone when a key is named __proto__', () => {
  const target: Record<string, unknown> = {};
  applyChanges(target, JSON.parse('{"__proto__":{"polluted":true}}'));
  expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
  expect(Object.keys(target)).toEqual(['__proto__']);
});
