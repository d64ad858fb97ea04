import { describe, expect, it } from 'vitest';
import { extractSource } from '../../../src/core/forge/extract-source.ts';

const tool = { language: 'typescript', exports: 'f' } as const;
const code = 'export function f(): number {\n  return 1;\n}\n';
const block = `\`\`\`ts\n${code}\`\`\``;

describe('extractSource takes the wanted source', () => {
  it.each([
    ['one block', block],
    ['a block without a word after the marks', block.replace('```ts', '```')],
    ['a block with tildes', `~~~typescript\n${code}~~~`],
    ['a block with longer marks around shorter ones', `\`\`\`\`ts\n${code}\`\`\`\``],
    ['prose before and after', `Here you are:\n\n${block}\n\nIt returns 1.`],
    [
      'a block after inline thinking',
      `<think>I could write\n\`\`\`ts\nexport function g() {}\n\`\`\`\n</think>\n${block}`,
    ],
    ['a block after a lone closing tag', `so I write it now</think>${block}`],
    ['a block indented in a list', `1. Write:\n   ${block.replaceAll('\n', '\n   ')}`],
    ['an example of use beside it', `${block}\nUse it:\n\`\`\`ts\nimport { f } from './tool';\nf();\n\`\`\``],
    ['a shell block beside it', `\`\`\`sh\nnpm test\n\`\`\`\n${block}`],
    ['a broken draft before it', `\`\`\`ts\nexport function f( {\n\`\`\`\nBetter:\n${block}`],
    ['Windows line ends', block.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${block}`],
    ['the bare code without a block', code],
    ['a complete block before a cut one', `${block}\nNow the tests:\n\`\`\`ts\nimport`],
  ])('from %s', (_name, reply) => {
    expect(extractSource(reply, tool)).toEqual({ ok: true, source: code });
  });

  it('and the last one when several would do', () => {
    const second = block.replace('return 1', 'return 2');
    expect(extractSource(`${block}\nImproved:\n${second}`, tool)).toEqual({ ok: true, source: code.replace('1', '2') });
  });

  it('also when it is exported at the end or as a constant', () => {
    for (const source of [
      'function f() {}\nexport { f };',
      'export const f = () => 1;',
      'const g = 1;\nexport { g as f };',
    ])
      expect(extractSource(`\`\`\`\n${source}\n\`\`\``, tool)).toEqual({ ok: true, source: `${source}\n` });
  });

  it('and keeps the closing tag of thinking that stands inside the code', () => {
    const source = "export const f = '</think>';";
    expect(extractSource(`\`\`\`ts\n${source}\n\`\`\``, tool)).toEqual({ ok: true, source: `${source}\n` });
  });

  it('for a suite by its import of the tool', () => {
    const wanted = { language: 'typescript', imports: 'f', from: '../tool.ts' } as const;
    const suite = "import { f } from '../tool.ts';\nf();\n";
    expect(extractSource(`${block}\n\`\`\`ts\n${suite}\`\`\``, wanted)).toEqual({ ok: true, source: suite });
  });

  it('for Python by the definition or the import at the top level', () => {
    const source = 'def f(x: int) -> int:\n    return x\n';
    expect(extractSource(`\`\`\`python\n${source}\`\`\``, { language: 'python', exports: 'f' })).toEqual({
      ok: true,
      source,
    });
    const suite = 'from tool import f\n';
    const wanted = { language: 'python', imports: 'f', from: 'tool' } as const;
    expect(extractSource(`\`\`\`python\n${suite}\`\`\``, wanted)).toEqual({ ok: true, source: suite });
  });
});

describe('extractSource refuses, with one reason', () => {
  it.each([
    ['an empty reply', ' \n', 'EMPTY'],
    ['thinking that never ends', `<think>let me see ${block}`, 'THINKING_ONLY'],
    ['thinking and then nothing', '<think>let me see</think>\n', 'EMPTY'],
    ['prose alone', 'I cannot do that.', 'NO_CODE'],
    ['an empty block', '```ts\n```', 'NO_CODE'],
    ['a block that is never closed, even if it would parse', block.slice(0, -3), 'UNCLOSED_FENCE'],
    ['a cut block that lacks a brace', '```ts\nexport function f() {\n  return', 'UNCLOSED_FENCE'],
    ['a block that does not parse', '```ts\nexport function f( {\n```', 'SYNTAX'],
    ['another name', block.replace('f()', 'g()'), 'EXPORT_MISSING'],
    ['a default export', '```ts\nexport default function f() {}\n```', 'EXPORT_MISSING'],
    ['a type of that name', '```ts\nexport type f = string;\n```', 'EXPORT_MISSING'],
    ['bare code with prose around it', `Sure:\n${code}`, 'NO_CODE'],
    ['more than 256 KiB', `${block}${' '.repeat(300_000)}`, 'TOO_LARGE'],
  ])('%s', (_name, reply, problem) => {
    const extraction = extractSource(reply, tool);
    expect(extraction).toMatchObject({ ok: false, problem });
  });

  it('a suite that imports the tool from elsewhere, and names the right place', () => {
    const wanted = { language: 'typescript', imports: 'f', from: '../tool.ts' } as const;
    const extraction = extractSource("```ts\nimport { f } from '../tool';\nf();\n```", wanted);
    expect(extraction).toMatchObject({
      ok: false,
      problem: 'IMPORT_MISSING',
      message: expect.stringContaining("'../tool.ts'"),
    });
  });

  it('Python without a block, because prose around it could not be told from code', () => {
    expect(extractSource('def f():\n    pass\n', { language: 'python', exports: 'f' })).toMatchObject({
      problem: 'NO_CODE',
    });
  });

  it('a syntax error with its line', () => {
    const extraction = extractSource('```ts\nexport const a = 1;\nexport function f( {\n```', tool);
    expect(extraction).toMatchObject({ ok: false, message: expect.stringContaining('(line ') });
  });
});
