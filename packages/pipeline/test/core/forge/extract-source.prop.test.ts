import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractSource } from '../../../src/core/forge/extract-source.ts';
import { fence } from '../../../src/core/forge/fence.ts';

const wanted = { language: 'typescript', exports: 'f' } as const;
const line = fc.string({ maxLength: 40 }).map((text) => text.replaceAll(/[`~<\r\n]/g, ' '));
const prose = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));
const literal = fc.string({ maxLength: 60, unit: 'grapheme' }).map((text) => JSON.stringify(text.replaceAll('\r', '')));
const source = literal.map((text) => `export const f = ${text};\n`);

describe('extractSource, for any reply', () => {
  it('finds the code in a fence of ours, whatever the code holds and whatever prose stands around it', () => {
    fc.assert(
      fc.property(prose, source, prose, (before, code, after) => {
        expect(extractSource(`${before}\n${fence(code, 'ts')}\n${after}`, wanted)).toEqual({ ok: true, source: code });
      }),
    );
  });

  it('never throws, and never gives code that is not in the reply', () => {
    const piece = fc.constantFrom(
      '```ts\n',
      '```\n',
      '~~~\n',
      '<think>',
      '</think>',
      'export const f = 1;\n',
      'export {',
      '\n',
      ' x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
        const reply = pieces.join('');
        const extraction = extractSource(reply, wanted);
        const text = extraction.ok ? extraction.source.trimEnd() : '';
        expect(reply.replaceAll(/\r\n?/g, '\n').includes(text)).toBe(true);
      }),
    );
  });

  it('never takes a block that is cut before its closing marks', () => {
    fc.assert(
      fc.property(source, fc.nat(), (code, at) => {
        const whole = fence(code, 'ts');
        const cut = whole.slice(0, Math.min(at % whole.length, whole.length - 3));
        expect(extractSource(cut, wanted).ok).toBe(false);
      }),
    );
  });
});
