import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractJson } from '../../src/index.ts';

describe('extractJson', () => {
  it.each([
    ['{"a":1}', { a: 1 }, []],
    [' \n[1,2]\n ', [1, 2], []],
    ['\uFEFF{"a":1}', { a: 1 }, ['byte-order-mark']],
    ['```json\n{"a":1}\n```', { a: 1 }, ['code-fence']],
    ['Here you are:\n```\n{"a":1}\n```\nGood luck!', { a: 1 }, ['code-fence']],
    ['Sure! {"a":"}"} Anything else?', { a: '}' }, ['surrounding-text']],
    ['{"a":1,"b":[1,2,],}', { a: 1, b: [1, 2] }, ['trailing-commas']],
    ['{"a":",}",}', { a: ',}' }, ['trailing-commas']],
  ])('reads %j and names what it repaired', (text, value, repairs) => {
    expect(extractJson(text)).toEqual({ found: true, value, repairs });
  });

  it.each(['', 'no json at all', '{"a":', '{"a":1', '{a:1}', '{"a":1]'])('invents nothing for %j', (text) => {
    expect(extractJson(text)).toEqual({ found: false, problem: expect.any(String) });
  });

  it('finds every object again in the middle of talk', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.stringMatching(/^[a-z .!\n]*$/), (value, talk) => {
        const json = JSON.stringify(value);
        expect(extractJson(`${talk}${json}${talk}`)).toMatchObject({ found: true, value: JSON.parse(json) });
      }),
    );
  });
});
