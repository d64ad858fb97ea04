import { expect, it } from 'vitest';
import { pythonJson } from '../../src/core/python-json.ts';

/** Right-hand sides: what CPython 3.11 prints for json.dumps(value, sort_keys=True). */
it.each([
  [{ b: 1, a: [true, null, 'x'] }, '{"a": [true, null, "x"], "b": 1}'],
  [{}, '{}'],
  [[], '[]'],
  ['é😀\u007f"\\/\n\t\u0001', String.raw`"\u00e9\ud83d\ude00\u007f\"\\/\n\t\u0001"`],
  ['\ud800', String.raw`"\ud800"`],
  [{ event: 'requeue', _x: -3, Z: 0 }, '{"Z": 0, "_x": -3, "event": "requeue"}'],
])('writes %j as Python does', (value, expected) => {
  expect(pythonJson(value)).toBe(expected);
});

it('refuses numbers that Python would write differently', () => {
  expect(() => pythonJson({ a: 1.5 })).toThrow('not an integer');
});
