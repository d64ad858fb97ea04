import { describe, expect, it } from 'vitest';
import { readMypyOutput } from '../../../src/languages/python/read-mypy-output.ts';

const told = (output: string, annotations: 'error' | 'warning' = 'error'): readonly string[] | undefined =>
  readMypyOutput(output, { annotations })?.map(({ id, effect, file, line }) => `${id} ${effect} ${file}:${line}`);

describe('the type checker of Python', () => {
  it('tells a wrong type, a missing annotation and a broken contract apart', () => {
    const output = [
      'tool.py:3: error: Incompatible return value type (got "str", expected "int")  [return-value]',
      'tool.py:3: note: see the documentation',
      'tool.py:1: error: Function is missing a type annotation  [no-untyped-def]',
      'machinist_contract.py:4: error: Argument 1 to "f" has incompatible type "str"; expected "bytes"  [arg-type]',
      '',
    ].join('\n');
    expect(told(output)).toEqual([
      'types.error fail tool.py:3',
      'types.annotation-missing fail tool.py:1',
      'types.contract fail tool.py:undefined',
    ]);
    expect(told(output, 'warning')?.[1]).toBe('types.annotation-missing none tool.py:1');
  });

  it('is not believed when it says something that is no diagnostic', () => {
    expect(told('Traceback (most recent call last):\n')).toBeUndefined();
  });
});
