import { describe, expect, it } from 'vitest';
import type { Capability } from '../../../src/core/spec-schema.ts';
import { analyzeSources, findingIds } from './analyze-sources.ts';

const tool = (body: string, head = ''): string =>
  `${head}\nexport function parseDuration(text: string): number {\n  ${body}\n  return text.length;\n}\n`;

describe('exports', () => {
  it.each([
    ['a function declaration', 'export function parseDuration(text: string) { return text.length; }'],
    ['a default value', "export function parseDuration(text = '1h') { return text.length; }"],
    ['a destructured parameter', 'export function parseDuration({ length }: string) { return length; }'],
    ['an arrow function', 'export const parseDuration = (text: string) => text.length;'],
    [
      'an arrow function that satisfies a type',
      'export const parseDuration = ((text: string) => text.length) satisfies (text: string) => number;',
    ],
    ['a list at the end', 'function parseDuration(text: string) { return text.length; }\nexport { parseDuration };'],
    ['another local name', 'const inner = (text: string) => text.length;\nexport { inner as parseDuration };'],
    [
      'types beside it',
      'export interface Options { a: 1 }\nexport type { Options as Other };\nexport function parseDuration(text: string) { return text.length; }',
    ],
  ])('are taken: %s', (_name, source) => {
    expect(findingIds({ tool: source })).toEqual([]);
  });

  it.each([
    ['nothing', 'const parseDuration = (text: string) => text.length;\nvoid parseDuration;', ['shape.export-missing']],
    [
      'a default export',
      'export default function parseDuration(text: string) { return text.length; }',
      ['shape.export-extra', 'shape.export-missing'],
    ],
    [
      'one function too many',
      'export const other = 1;\nexport const parseDuration = (text: string) => text.length;',
      ['shape.export-extra'],
    ],
    [
      'everything of a module',
      "export * from 'node:path';\nexport const parseDuration = (text: string) => text.length;",
      ['shape.export-extra'],
    ],
    ['no function', 'export const parseDuration = 5;', ['shape.not-a-function']],
    ['a class', 'export class parseDuration {}', ['shape.not-a-function']],
    ['one parameter too few', 'export const parseDuration = () => 1;', ['shape.arity']],
    ['a rest parameter', 'export const parseDuration = (...text: string[]) => text.length;', ['shape.arity']],
    [
      'a function made elsewhere',
      'const make = () => (text: string) => text.length;\nexport const parseDuration = make();',
      ['shape.arity-unknown'],
    ],
    ['a syntax error', 'export function parseDuration(text: string { return 1; }', ['shape.syntax-error']],
  ])('are told: %s', (_name, source, ids) => {
    expect([...new Set(findingIds({ tool: source }))].toSorted()).toEqual([...ids].toSorted());
  });
});

describe('imports', () => {
  it.each([
    ["import { basename } from 'node:path';\nvoid basename;", []],
    ["import { createHash } from 'node:crypto';\nvoid createHash;", []],
    ["import type { Stats } from 'node:fs';\nexport type S = Stats;", []],
    ["import { type Stats } from 'node:fs';\nexport type S = Stats;", []],
    ["import { readFileSync } from 'node:fs';\nvoid readFileSync;", ['fs_read']],
    ["import { writeFileSync } from 'node:fs';\nvoid writeFileSync;", ['fs_write']],
    ["import * as fs from 'node:fs';\nvoid fs.readFileSync;", ['fs_read']],
    ["import fs from 'fs';\nvoid fs.existsSync;", ['fs_read']],
    ["import fs from 'node:fs';\nvoid fs;", ['fs_read', 'fs_write']],
    ["import { promises } from 'node:fs';\nvoid promises;", ['fs_write']],
    ["import { connect } from 'net';\nvoid connect;", ['net']],
    ["import { request } from 'node:https';\nvoid request;", ['net']],
    ["import { execFile } from 'node:child_process';\nvoid execFile;", ['process']],
    ["import { hostname } from 'node:os';\nvoid hostname;", ['env']],
    ["import { randomUUID } from 'node:crypto';\nvoid randomUUID;", ['random']],
    ["import { setTimeout as delay } from 'node:timers/promises';\nvoid delay;", ['clock']],
    ["await import('node:dns');", ['net']],
  ] as const)('%s needs %j: a finding without the declaration, none with it', (head, needed) => {
    const source = tool('', head);
    const undeclared = analyzeSources({ tool: source });
    expect(undeclared.findings.map(({ id }) => id)).toEqual(needed.map(() => 'capability.undeclared'));
    for (const capability of needed)
      expect(undeclared.findings.map(({ message }) => message).join()).toContain(`"${capability}"`);
    expect(undeclared.observed).toEqual(needed);
    expect(findingIds({ tool: source }, { capabilities: [...needed] })).toEqual([]);
  });

  it.each(['worker_threads', 'module', 'vm', 'v8', 'inspector', 'cluster', 'sqlite', 'test', 'never_heard_of'])(
    'node:%s is refused whatever is declared',
    (name) => {
      const all: Capability[] = ['fs_read', 'fs_write', 'net', 'env', 'clock', 'random', 'process'];
      expect(
        findingIds({ tool: tool('', `import * as thing from 'node:${name}';\nvoid thing;`) }, { capabilities: all }),
      ).toEqual(['import.refused']);
    },
  );

  it('outside the one file are refused', () => {
    for (const specifier of [
      './other.ts',
      '../spec.json',
      '/etc/passwd',
      'data:text/javascript,1',
      'file:///etc/passwd',
    ]) {
      expect(findingIds({ tool: tool('', `import '${specifier}';`) })).toEqual(['import.refused']);
    }
  });

  it('of a package fail when undeclared and are deferred when declared', () => {
    const source = tool('', "import deep from '@scope/name/deep.js';\nvoid deep;");
    expect(findingIds({ tool: source })).toEqual(['import.undeclared']);
    expect(findingIds({ tool: source }, { dependencies: ['@scope/name'] })).toEqual(['dependency.unavailable']);
  });
});

describe('globals that need a capability', () => {
  it.each([
    ['void fetch(text);', 'net'],
    ["new WebSocket('ws://x');", 'net'],
    ['void Date.now();', 'clock'],
    ['void new Date();', 'clock'],
    ['void Date();', 'clock'],
    ['void performance.now();', 'clock'],
    ['setTimeout(() => undefined, 1);', 'clock'],
    ['void Math.random();', 'random'],
    ["void Math['random']();", 'random'],
    ['const { random } = Math; void random;', 'random'],
    ['void crypto.randomUUID();', 'random'],
    ["void process.env['HOME'];", 'env'],
    ['void process.cwd();', 'process'],
    ['void process.hrtime();', 'clock'],
  ] as const)('%s needs %s', (body, capability) => {
    expect(findingIds({ tool: tool(body) })).toEqual(['capability.undeclared']);
    expect(findingIds({ tool: tool(body) }, { capabilities: [capability] })).toEqual([]);
  });

  it.each([
    'void new Date(0).toISOString();',
    "void Date.parse('2020-01-01');",
    'void Math.max(1, 2);',
    'const fetch = (name: string) => name; void fetch(text);',
    'const holder = { fetch: 1, process: 2, eval: 3 }; void holder.fetch; void holder.process; void holder.eval;',
    'function inner(process: string, window: number) { return process.length + window; } void inner(text, 1);',
    'for (const self of [1]) void self;',
    'try { void text; } catch (global) { void global; }',
    'type Function = { readonly process: 1 }; const value: Function | undefined = undefined; void value;',
    'eval: for (;;) break eval;',
  ])('do not include what only bears such a name: %s', (body) => {
    expect(findingIds({ tool: tool(body) })).toEqual([]);
  });
});

describe('forbidden constructs', () => {
  it.each([
    ['eval(text);', 'construct.eval'],
    ['(0, eval)(text);', 'construct.eval'],
    ['const run = eval; void run;', 'construct.eval'],
    ["new Function('return 1')();", 'construct.function-constructor'],
    ['Function(text)();', 'construct.function-constructor'],
    ["(() => 1).constructor('return 1')();", 'construct.function-constructor'],
    ["[]['constructor']['constructor'];", 'construct.function-constructor'],
    ['new (async () => 1).constructor(text);', 'construct.function-constructor'],
    ['void globalThis;', 'construct.global-object'],
    ["void globalThis['pro' + 'cess'];", 'construct.global-object'],
    ['void global;', 'construct.global-object'],
    ['await import(text);', 'construct.computed-import'],
    ["require('node:fs');", 'construct.computed-import'],
    ["process.getBuiltinModule('fs');", 'construct.process-internals'],
    ["process['binding']('fs');", 'construct.process-internals'],
    ['process.exit(0);', 'construct.process-internals'],
    ['const p = process; void p;', 'construct.process-internals'],
    ['const { exit } = process; exit();', 'construct.process-internals'],
    ['void process[text];', 'construct.process-internals'],
    ['Array.prototype.map = () => [];', 'construct.prototype-patch'],
    ["Object.defineProperty(String.prototype, 'x', { value: 1 });", 'construct.prototype-patch'],
    ['Object.assign(Object.prototype, { toJSON: () => 1 });', 'construct.prototype-patch'],
    ["Reflect.set(Number.prototype, 'valueOf', () => 1);", 'construct.prototype-patch'],
    ['JSON.stringify = () => text;', 'construct.prototype-patch'],
    ['delete (Array.prototype as { map?: unknown }).map;', 'construct.prototype-patch'],
    ['Object.getPrototypeOf([]).map = () => [];', 'construct.prototype-patch'],
    ['([] as never as { __proto__: { map: unknown } }).__proto__.map = 1;', 'construct.prototype-patch'],
    ['Object.freeze(Object.prototype);', 'construct.prototype-patch'],
    ['const { constructor: make } = () => 1; void make;', 'construct.function-constructor'],
    ["void Reflect.get(() => 1, 'constructor');", 'construct.function-constructor'],
    ['void WebAssembly;', 'construct.eval'],
    ['/* istanbul ignore next */ void text;', 'construct.coverage-ignore'],
    ['/* v8 ignore start */ void text;', 'construct.coverage-ignore'],
    ['// @ts-ignore\n void text;', 'construct.type-suppression'],
    ['/* @ts-nocheck */', 'construct.type-suppression'],
  ])('%s', (body, id) => {
    const source = tool(body).replace(
      'export function',
      body.includes('await') ? 'export async function' : 'export function',
    );
    expect(findingIds({ tool: source })).toContain(id);
  });

  it.each([
    'class Point { copy() { return new (this.constructor as typeof Point)(); } } void Point;',
    'void (text.constructor === String);',
    'class Own {} Object.assign(Own.prototype, { a: 1 }); Own.prototype.toString = () => "own";',
    'const map = new Map([["constructor", 1]]); void map.get("constructor");',
    '// evaluates nothing, ignores nothing, requires nothing',
  ])('are not seen in %s', (body) => {
    expect(findingIds({ tool: tool(body) })).toEqual([]);
  });

  it('are told with file, line and a way to fix them', () => {
    const [finding] = analyzeSources({ tool: tool('eval(text);') }).findings;
    expect(finding).toEqual({
      id: 'construct.eval',
      check: 'static',
      severity: 'error',
      effect: 'fail',
      message: 'eval runs text as code',
      file: 'tool.ts',
      line: 3,
      fix: 'Write the code out instead of evaluating text.',
    });
  });
});
