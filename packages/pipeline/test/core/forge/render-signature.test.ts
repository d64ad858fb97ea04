import { describe, expect, it } from 'vitest';
import { renderSignature } from '../../../src/core/forge/render-signature.ts';
import { doubleSpec } from '../../forge/double-script.ts';

const spec = {
  ...doubleSpec,
  functionName: 'f',
  params: [
    { name: 'rows', type: 'integer[][]', required: true, note: '' },
    { name: 'options', type: 'object | null', required: false, note: '' },
    { name: 'data', type: 'json', required: false, note: '' },
  ],
  returns: [
    { name: 'total', type: 'number', note: '' },
    { name: 'names', type: 'string[]', note: '' },
  ],
};

describe('renderSignature', () => {
  it('gives the TypeScript declaration, with lists, unions, optional parameters and several fields', () => {
    expect(renderSignature(spec)).toBe(
      'export function f(rows: number[][], options?: Record<string, unknown> | null, data?: unknown): { total: number; names: string[] }',
    );
  });

  it('gives the Python declaration of the same', () => {
    expect(renderSignature({ ...spec, language: 'python' })).toBe(
      'def f(rows: list[list[int]], options: dict[str, object] | None = None, data: object | None = None) -> dict[str, object]:',
    );
  });
});
