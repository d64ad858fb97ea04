import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtureDirectory, listFixtures } from '../../gate/load-fixture.ts';
import { weave } from './weave.ts';

const f = (body: string): string => `export function f(a: any, b: any): any {\n${body}\n}\n`;

describe('the operators', () => {
  it.each([
    ['arithmetic', 'return a + b;', ['arithmetic: a + b -> a - b']],
    ['boundary and comparison', 'return a < b;', ['boundary: a < b -> a <= b', 'comparison: a < b -> a >= b']],
    ['equality', 'return a === b;', ['comparison: a === b -> a !== b']],
    ['logic', 'return a && b;', ['logical: a && b -> a || b']],
    ['nullish', 'return a ?? b;', ['logical: a ?? b -> a && b']],
    ['negation', 'return !a;', ['negation: !a -> a']],
    ['sign', 'return -a;', ['sign: -a -> +a']],
    ['update', 'a++; return a;', ['update: a++ -> a--']],
    ['assignment', 'a += b; return a;', ['removal: a += b; -> ', 'assignment: a += b -> a -= b']],
    ['boolean', 'return true;', ['boolean: true -> false']],
    ['number', 'return 41;', ['number: 41 -> 42']],
    ['string', "return 'x';", ["string: 'x' -> ''"]],
    ['empty string', "return '';", ["string: '' -> 'mutant'"]],
    ['template', 'return `${a}!`;', ["string: `${a}!` -> ''"]],
    ['list', 'return [a, b];', ['array: [a, b] -> []']],
    ['pattern', 'return /^x$/i;', ['pattern: /^x$/i -> /x$/i', 'pattern: /^x$/i -> /^x/i', 'pattern: /^x$/i -> /^x$/']],
    ['condition', 'if (a) return b;', ['condition: a -> !(a)']],
    ['loop', 'while (a) a = b(a); return a;', ['condition: a -> false', 'removal: a = b(a); -> ']],
    ['throw', "throw new Error('with words');", ["removal: throw new Error('with words'); -> "]],
    ['swapped method', 'return a.startsWith(b);', ['method: a.startsWith(b) -> a.endsWith(b)']],
    ['removed method', 'return a.trim();', ['method: a.trim() -> a']],
    ['Math', 'return Math.min(a, b);', ['method: Math.min(a, b) -> Math.max(a, b)']],
    ['statement', 'b(a);', ['removal: b(a); -> ']],
  ])('change %s', (_name, body, expected) => {
    expect(weave(f(body)).shown).toEqual(expected);
  });

  it.each([
    ['a module name', "import { join } from 'node:path';\nexport function f(a: string) { return join(a); }"],
    ['a key', f("return { 'x-y': a };")],
    ['a directive', f("'use strict'; return a;")],
    ['the word of typeof', f("return typeof a === 'string';")],
    ['the wording of an error', f("const refuse = (text: string) => text; return refuse('not a number');")],
    ['a call in an optional chain', f('return a?.trim().length;')],
    ['the name of a variable of the environment', f("return process.env['HOME'];")],
    [
      'the name of an error',
      "class E extends Error { constructor() { super(); this.name = 'E'; } }\nexport const f = () => new E();",
    ],
    ['the default encoding', f("return a.toString('utf8');")],
    ['a copy', f('return a.slice();')],
    ['types', 'export function f(a: 1 | 2, b: "x"): true | undefined { return a as unknown as true; }'],
  ])('leave %s alone', (_name, source) => {
    expect(weave(source).shown.filter((mutant) => !mutant.startsWith('comparison'))).toEqual([]);
  });

  it.each([
    ['the larger of two', 'return a > b ? a : b;', 1],
    ['a running maximum', 'let best = 0; if (a > best) { best = a; } return best;', 1],
    ['a comparison after its equality', 'if (a === b) return 0; return a < b ? -1 : 1;', 1],
    ['the size of a sort result', 'return a.sort((x: number, y: number) => x < y ? -1 : 1);', 2],
  ])('leave out what provably changes nothing: %s', (_name, body, count) => {
    expect(weave(f(body)).equivalent).toBe(count);
  });

  it('do not take for equivalent what is not: the boundary of a choice between other values', () => {
    expect(weave(f("return a > b ? 'x' : 'y';")).equivalent).toBe(0);
    expect(weave(f('if (a > b) b = 3; return b;')).equivalent).toBe(0);
    expect(weave(f('if (a === b) b = 3; return a < b;')).equivalent).toBe(0);
    expect(weave(f('if (a === b) return 0; return a.size < b ? -1 : 1;')).equivalent).toBe(0);
    expect(weave(f('return [1, 2].map((x) => x < 2 ? -1 : 1);')).equivalent).toBe(0);
  });
});

describe('the woven module', () => {
  it('is the tool as long as no mutant is active, and another one with each of them', async () => {
    const tool = weave(f('let n = 0; for (const x of a) { if (x >= b) n += x; } return n;'));
    expect((await tool.load())([1, 2, 3], 2)).toBe(5);
    const results = [];
    for (const { id } of tool.mutants) results.push((await tool.load(id))([1, 2, 3], 2));
    expect(results).toHaveLength(tool.mutants.length);
    expect(results).not.toContain(5);
  });

  it('holds the known-killable mutant under 0', async () => {
    const tool = weave(f('return a;'));
    const broken = await tool.load(0);
    expect(() => broken(1, 1)).toThrow('known-killable');
  });

  it('keeps every statement on its line', () => {
    const source =
      "import { join } from 'node:path';\n\nconst base = 'x';\n\nexport function f(a: string) {\n  return join(base, a);\n}\n";
    const { code, mutants } = weave(source);
    expect(code.split('\n')[5]).toContain('join(base, a)');
    expect(mutants.map(({ line }) => line)).toEqual([3]);
  });

  it('starts every instance afresh, mutants of the module level included', async () => {
    const tool = weave('let calls = 0;\nexport const f = () => ++calls;\n');
    const [first, second] = [await tool.load(), await tool.load()];
    expect([first(), first(), second()]).toEqual([1, 2, 1]);
    const number = tool.mutants.find(({ original }) => original === '0');
    expect((await tool.load(number?.id))()).toBe(2);
    expect(tool.hasState).toBe(true);
  });

  it.each([
    ['an endless loop', 'for (;;);'],
    ['an endless loop that swallows errors', 'for (;;) { try { a(); } catch {} }'],
    ['an endless recursion', 'const g = (): any => g(); return g();'],
    ['an endless array callback', 'const list = [1]; for (const x of list) list.push(x);'],
  ])('runs out of fuel in %s, not out of time', async (_name, body) => {
    const endless = await weave(f(body)).load(-1, 5000);
    expect(() => endless(1, 1)).toThrow('out of fuel');
  });

  it('takes the tool out of any way to export it', async () => {
    for (const source of [
      'export const f = (a: number) => a * 2;',
      'function inner(a: number) { return a * 2; }\nexport { inner as f };',
      'const f = function (a: number) { return a * 2; };\nexport { f };',
      'const two = await Promise.resolve(2);\nexport async function f(a: number) { return a * two; }',
      'class Twice { run(a: number) { return a * 2; } }\nexport function f(a: number) { return new Twice().run(a); }',
    ])
      expect(await (await weave(source).load())(4)).toBe(8);
  });

  it('loads for every tool among the fixtures', async () => {
    for (const name of listFixtures('controls')) {
      const directory = join(fixtureDirectory, 'controls', name);
      const spec: { functionName: string } = JSON.parse(readFileSync(join(directory, 'spec.json'), 'utf8'));
      const tool = weave(readFileSync(join(directory, 'tool.ts'), 'utf8'), spec.functionName);
      expect(await tool.load()).toBeTypeOf('function');
      expect(tool.mutants.length).toBeGreaterThan(0);
    }
  });
});
