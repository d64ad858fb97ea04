import { describe, expect, it } from 'vitest';
import { findingIds } from './analyze-sources.ts';

const head =
  "import { expect, it } from 'vitest';\nimport fc from 'fast-check';\nimport { parseDuration } from '../tool.ts';\n";
const ids = (body: string, ...spec: readonly Parameters<typeof findingIds>[1][]): readonly string[] =>
  findingIds({ unit: head + body }, spec[0]);
const test = (body: string): string => `it('a', () => { ${body} });`;

describe('an assertion on what the tool gave', () => {
  it.each([
    ['a constant', `const value = parseDuration('1h'); expect(value).toBe(1);`],
    ['an assigned variable', `let value; value = parseDuration('1h'); expect(value).toBe(1);`],
    ['a loop over results', `for (const value of ['1h'].map(parseDuration)) expect(value).toBe(1);`],
    ['a collected list', `const all: number[] = []; all.push(parseDuration('1h')); expect(all).toEqual([1]);`],
    ['a callback over results', `['1h'].map(parseDuration).forEach((value) => { expect(value).toBe(1); });`],
    ['a destructured result', `const [first] = [parseDuration('1h')]; expect(first).toBe(1);`],
    [
      'an argument that the tool may change',
      `const list = ['1h']; parseDuration(list[0] ?? ''); const given = list; expect(given).toEqual([]);`,
    ],
    [
      'a caught error',
      `let error: unknown; try { parseDuration('x'); } catch (caught) { error = caught; } expect(error).toBeTruthy();`,
    ],
    [
      'a flag set in a catch',
      `let threw = false; try { parseDuration('x'); } catch { threw = true; } expect(threw).toBe(true);`,
    ],
    ['a flag set on a condition', `let ok = 0; if (parseDuration('1s') === 1000) ok += 1; expect(ok).toBe(1);`],
    ['a thrown error', `expect(() => parseDuration('x')).toThrow();`],
    ['another question to the tool', `expect(parseDuration('60m')).toBe(parseDuration('1h'));`],
    ['what must differ', `expect(parseDuration('1m')).not.toBe(parseDuration('1m') + 1);`],
    [
      'a helper that takes the value',
      `check(parseDuration('1h'), 1); }); function check(value: number, wanted: number) { expect(value).toBe(wanted); } it('b', () => { expect(parseDuration('1s')).toBe(1000);`,
    ],
    ['a helper that calls the tool', `const run = (text: string) => parseDuration(text); expect(run('1h')).toBe(1);`],
    ['an awaited promise', `return Promise.resolve(parseDuration('1h')).then((value) => expect(value).toBe(1));`],
    [
      'a handler that asserts',
      `return expect(Promise.reject(parseDuration('1h'))).resolves.toBe(1).catch((error) => { expect(error).toBeTruthy(); });`,
    ],
  ])('is taken: %s', (_name, body) => {
    expect(ids(test(body))).toEqual([]);
  });

  it('is taken when a hook asks the tool', () => {
    const body = `import { beforeEach } from 'vitest';\nlet value = 0;\nbeforeEach(() => { value = parseDuration('1h'); });\n${test('expect(value).toBe(1); parseDuration("1s");')}`;
    expect(ids(body)).toEqual([]);
  });

  it('may compare the tool with itself when the spec promises the same answer twice', () => {
    const body = test(`expect(parseDuration('1h')).toBe(parseDuration('1h'));`);
    expect(ids(body)).toEqual(['tests.expected-from-tool']);
    expect(ids(body, { properties: [{ kind: 'deterministic', statement: 'same text, same number' }] })).toEqual([]);
  });
});

describe('an assertion that proves nothing about the tool', () => {
  it.each([
    ['a literal', `parseDuration('1h'); expect(true).toBe(true);`, 'tests.tool-not-asserted'],
    [
      'a variable of the test',
      `const wanted = 1; parseDuration('1h'); expect(wanted).toBe(1);`,
      'tests.tool-not-asserted',
    ],
    ['the same call', `expect(parseDuration('1h')).toBe(parseDuration('1h'));`, 'tests.expected-from-tool'],
    [
      'the same call through constants',
      `const a = parseDuration('1h'); const b = parseDuration('1h'); expect(a).toEqual(b);`,
      'tests.expected-from-tool',
    ],
    ['a value and itself', `const a = parseDuration('1h'); expect(a).toBe(a);`, 'tests.expected-from-tool'],
    [
      'the same call spaced otherwise',
      `expect(parseDuration( '1h' )).toBe(parseDuration('1h'));`,
      'tests.expected-from-tool',
    ],
    [
      'a comparison with itself',
      `expect(parseDuration('1h') === parseDuration('1h')).toBe(true);`,
      'tests.expected-from-tool',
    ],
    [
      'Object.is with itself',
      `expect(Object.is(parseDuration('1h'), parseDuration('1h'))).toBe(true);`,
      'tests.expected-from-tool',
    ],
    [
      'a property compared with itself',
      `fc.assert(fc.property(fc.string(), (text) => parseDuration(text) === parseDuration(text)));`,
      'tests.expected-from-tool',
    ],
    [
      'a caught promise',
      `return expect(Promise.resolve(parseDuration('1h'))).resolves.toBe(1).catch(() => {});`,
      'tests.swallowed-assertion',
    ],
    [
      'a second handler',
      `return expect(Promise.resolve(parseDuration('1h'))).resolves.toBe(1).then(() => {}, () => {});`,
      'tests.swallowed-assertion',
    ],
    [
      'settled promises',
      `return Promise.allSettled([expect(Promise.resolve(parseDuration('1h'))).resolves.toBe(1)]);`,
      'tests.swallowed-assertion',
    ],
    [
      'a returning finally',
      `try { expect(parseDuration('1h')).toBe(1); } finally { return; }`,
      'tests.swallowed-assertion',
    ],
    [
      'a void rejection',
      `void expect(Promise.resolve(parseDuration('1h'))).resolves.toBe(1);`,
      'tests.floating-assertion',
    ],
    [
      'the environment of the runner',
      `expect(parseDuration('1h')).toBe(1); void import.meta.env;`,
      'tests.forbidden-construct',
    ],
    [
      'files of the runner',
      `expect(parseDuration('1h')).toBe(1); void (import.meta as never as { glob: (p: string) => void }).glob('../*');`,
      'tests.forbidden-construct',
    ],
    [
      'a changed prototype',
      `Object.defineProperty(Array.prototype, 'every', { value: () => true }); expect(parseDuration('1h')).toBe(1);`,
      'tests.forbidden-construct',
    ],
    ['a changed global', `Object.is = () => true; expect(parseDuration('1h')).toBe(1);`, 'tests.forbidden-construct'],
    ['the network', `expect(parseDuration('1h')).toBe(1); void new XMLHttpRequest();`, 'tests.forbidden-construct'],
  ])('is told: %s', (_name, body, id) => {
    expect(ids(test(body))).toContain(id);
  });
});
