import { describe, expect, it } from 'vitest';
import { analyzeSources, findingIds } from './analyze-sources.ts';

const head =
  "import { describe, expect, it, test, vi } from 'vitest';\nimport fc from 'fast-check';\nimport { parseDuration } from '../tool.ts';\n";
const ids = (body: string): readonly string[] => findingIds({ unit: head + body });
const good = "expect(parseDuration('1h')).toBe(1);";

describe('a test that asserts on the tool', () => {
  it.each([
    ['plainly', `it('a', () => { ${good} });`],
    ['as an expression', `it('a', () => ${good.slice(0, -1)});`],
    ['softly', `it('a', () => { expect.soft(parseDuration('1h')).toBe(1); });`],
    ['with an object of options', `it('a', { timeout: 5 }, () => { ${good} });`],
    [
      'through a helper function',
      `function check(text: string) { expect(parseDuration(text)).toBe(1); }\nit('a', () => check('1h'));`,
    ],
    ['through a helper that is the callback', `const check = () => { ${good} };\nit('a', check);`],
    [
      'through two helpers',
      `const run = (text: string) => parseDuration(text);\nconst check = (text: string) => { expect(run(text)).toBe(1); };\nit('a', () => check('1h'));`,
    ],
    ['as a property', `it('a', () => { fc.assert(fc.property(fc.string(), (text) => parseDuration(text) >= 0)); });`],
    [
      'as an awaited property',
      `it('a', async () => { await fc.assert(fc.asyncProperty(fc.string(), async (text) => parseDuration(text) >= 0)); });`,
    ],
    ['as a returned rejection', `it('a', () => expect(Promise.resolve(parseDuration('1'))).resolves.toBe(1));`],
    ['in a group', `describe('g', () => { test('a', () => { ${good} }); });`],
    ['from a table', `it.each([['1h', 1]])('a %s', (text, value) => { expect(parseDuration(text)).toBe(value); });`],
    [
      'in a try block whose catch asserts',
      `it('a', () => { try { ${good} } catch (error) { expect(error).toBeInstanceOf(Error); } });`,
    ],
    ['in a try block whose catch rethrows', `it('a', () => { try { ${good} } catch (error) { throw error; } });`],
    ['in a try block with only a finally', `it('a', () => { try { ${good} } finally { void 0; } });`],
    [
      'with a name that is forbidden only as a global',
      `it('a', () => { const process = (text: string) => parseDuration(text); expect(process('1h')).toBe(1); });`,
    ],
  ])('is taken: %s', (_name, body) => {
    expect(ids(body)).toEqual([]);
  });
});

describe('a test that proves nothing', () => {
  it.each([
    ['no assertion', `it('a', () => { parseDuration('1h'); });`, 'tests.no-assertion'],
    ['no body', `it('a');`, 'tests.no-assertion'],
    [
      'a local expect',
      `const outer = expect; void outer;\nit('a', () => { const expect = (_: unknown) => ({ toBe: (_: unknown) => 0 }); ${good} });`,
      'tests.no-assertion',
    ],
    [
      'a property without assert',
      `it('a', () => { fc.property(fc.string(), (text) => parseDuration(text) > 0); });`,
      'tests.no-assertion',
    ],
    ['no call of the tool', `it('a', () => { expect(1).toBe(1); });`, 'tests.tool-not-called'],
    ['a local tool', `it('a', () => { const parseDuration = (_: string) => 1; ${good} });`, 'tests.tool-not-called'],
    ['a swallowed assertion', `it('a', () => { try { ${good} } catch { /* */ } });`, 'tests.swallowed-assertion'],
    [
      'a swallowed assertion further out',
      `it('a', () => { try { if (parseDuration('1h')) { ${good} } } catch (error) { void error; } });`,
      'tests.swallowed-assertion',
    ],
    [
      'a floating rejection',
      `it('a', async () => { expect(Promise.resolve(parseDuration('1'))).resolves.toBe(1); });`,
      'tests.floating-assertion',
    ],
    [
      'a floating property',
      `it('a', async () => { fc.assert(fc.asyncProperty(fc.string(), async (text) => parseDuration(text) > 0)); });`,
      'tests.floating-assertion',
    ],
    ['a snapshot', `it('a', () => { expect(parseDuration('1h')).toMatchSnapshot(); });`, 'tests.snapshot'],
    [
      'an inline snapshot',
      `it('a', () => { expect(parseDuration('1h')).toMatchInlineSnapshot('1'); });`,
      'tests.snapshot',
    ],
    [
      'an error snapshot',
      `it('a', () => { expect(() => parseDuration('x')).toThrowErrorMatchingSnapshot(); });`,
      'tests.snapshot',
    ],
    ['skip', `it.skip('a', () => { ${good} });`, 'tests.modifier'],
    ['only', `it.only('a', () => { ${good} });`, 'tests.modifier'],
    ['todo', `it.todo('a');`, 'tests.modifier'],
    ['fails', `it.fails('a', () => { ${good} });`, 'tests.modifier'],
    ['skipIf', `it.skipIf(true)('a', () => { ${good} });`, 'tests.modifier'],
    ['a skipped group', `describe.skip('g', () => { it('a', () => { ${good} }); });`, 'tests.modifier'],
    ['skip of a table', `it.skip.each([1])('a', () => { ${good} });`, 'tests.modifier'],
    ['a mock', `vi.mock('../tool.ts', () => ({ parseDuration: () => 1 }));\nit('a', () => { ${good} });`, 'tests.mock'],
    ['a spy', `it('a', () => { vi.spyOn(JSON, 'parse'); ${good} });`, 'tests.mock'],
    [
      'a real import behind a mock',
      `it('a', async () => { await vi.importActual('node:fs'); ${good} });`,
      'tests.mock',
    ],
    ['fake timers', `it('a', () => { vi.useFakeTimers(); ${good} });`, 'tests.import-refused'],
    ['process', `it('a', () => { ${good} process.exit(0); });`, 'tests.forbidden-construct'],
    ['globalThis', `it('a', () => { ${good} void globalThis; });`, 'tests.forbidden-construct'],
    ['a built function', `it('a', () => { ${good} void new Function('1'); });`, 'tests.forbidden-construct'],
    ['a constructor', `it('a', () => { ${good} (() => 1).constructor('1'); });`, 'tests.forbidden-construct'],
    ['an extended expect', `expect.extend({});\nit('a', () => { ${good} });`, 'tests.forbidden-construct'],
    [
      'a computed member of expect',
      `it('a', () => { expect['ex' + 'tend']({}); ${good} });`,
      'tests.forbidden-construct',
    ],
    ['another module', `import fs from 'node:fs';\nvoid fs;\nit('a', () => { ${good} });`, 'tests.import-refused'],
    ['a dynamic import', `it('a', async () => { await import('node:fs'); ${good} });`, 'tests.import-refused'],
    ['a computed import', `it('a', async () => { await import('node:' + 'fs'); ${good} });`, 'tests.import-refused'],
    ['a coverage comment', `/* c8 ignore next */\nit('a', () => { ${good} });`, 'tests.coverage-ignore'],
    ['tests behind a condition', `if (Date.now() > 0) it('a', () => { ${good} });`, 'tests.not-listable'],
    ['tests from a computed table', `it.each(Object.keys(JSON))('a %s', () => { ${good} });`, 'tests.not-listable'],
    [
      'tests made by a function',
      `const make = (name: string) => it(name, () => { ${good} });\nmake('a');`,
      'tests.not-listable',
    ],
  ])('is told: %s', (_name, body, id) => {
    expect(ids(body)).toContain(id);
  });

  it('is told when it takes vitest whole, which hides what it calls', () => {
    const unit =
      "import * as v from 'vitest';\nimport { parseDuration } from '../tool.ts';\nv.it('a', () => { v.expect(parseDuration('1h')).toBe(1); });";
    expect(findingIds({ unit })).toContain('tests.import-refused');
  });
});

const list = (body: string) =>
  analyzeSources({ unit: head + body })
    .tests.filter(({ file }) => file === 'tests/unit.test.ts')
    .map(({ fullName, count, firstLine }) => ({ fullName, count, firstLine }));

describe('listing tests without running them', () => {
  it.each([
    ['a plain test', `it('a', () => { ${good} });`, [{ fullName: 'a', count: 1, firstLine: 4 }]],
    [
      'groups',
      `describe('g', () => {\n describe('h', () => {\n  it(\`a\`, () => { ${good} }); }); });`,
      [{ fullName: 'g > h > a', count: 1, firstLine: 6 }],
    ],
    ['a table', `it.each([1, 2, 3])('a %i', () => { ${good} });`, [{ fullName: undefined, count: 3, firstLine: 4 }]],
    [
      'a table of a constant',
      `const rows = [[1], [2]] as const;\nit.for(rows)('a', () => { ${good} });`,
      [{ fullName: undefined, count: 2, firstLine: 5 }],
    ],
    [
      'a group table times a test table',
      `describe.each([1, 2])('g %i', () => { it.each([1, 2, 3])('a %i', () => { ${good} }); });`,
      [{ fullName: undefined, count: 6, firstLine: 4 }],
    ],
    [
      'a table in a template',
      'it.each`\n n | m\n ${1} | ${2}\n ${3} | ${4}\n`("a $n", ({ n }) => { expect(parseDuration("1h")).toBe(n); });',
      [{ fullName: undefined, count: 2, firstLine: 4 }],
    ],
    [
      'a loop',
      `for (const n of [1, 2]) it(\`a \${n}\`, () => { ${good} });`,
      [{ fullName: undefined, count: 2, firstLine: 4 }],
    ],
    [
      'forEach',
      `['x', 'y'].forEach((n) => { it(n, () => { ${good} }); });`,
      [{ fullName: undefined, count: 2, firstLine: 4 }],
    ],
    [
      'entries of a literal',
      `for (const [n] of Object.entries({ a: 1, b: 2 })) it(n, () => { ${good} });`,
      [{ fullName: undefined, count: 2, firstLine: 4 }],
    ],
    [
      'a spread table',
      `const more = [1];\nit.each([0, ...more])('a', () => { ${good} });`,
      [{ fullName: undefined, count: undefined, firstLine: 5 }],
    ],
    [
      'a counting loop',
      `for (let n = 0; n < 2; n += 1) it('a', () => { ${good} });`,
      [{ fullName: 'a', count: undefined, firstLine: 4 }],
    ],
  ])('%s', (_name, body, expected) => {
    expect(list(body)).toEqual(expected);
  });
});
