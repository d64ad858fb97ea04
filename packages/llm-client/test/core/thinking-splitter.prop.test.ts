import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createThinkingSplitter, splitLoneClosingTag } from '../../src/core/thinking-splitter.ts';

function split(pieces: readonly string[]): { thinking: string; content: string; isUnclosed: boolean } {
  const splitter = createThinkingSplitter();
  const parts = pieces.flatMap((piece) => splitter.push(piece));
  const { pieces: rest, isUnclosed } = splitter.finish();
  const join = (channel: string): string =>
    [...parts, ...rest]
      .filter((part) => part.channel === channel)
      .map((part) => part.text)
      .join('');
  return { thinking: join('thinking'), content: join('content'), isUnclosed };
}

describe('thinking splitter', () => {
  it.each([
    ['<think>why</think>\n\nanswer', { thinking: 'why', content: 'answer', isUnclosed: false }],
    ['\n <think></think>answer', { thinking: '', content: 'answer', isUnclosed: false }],
    ['<think>never closed </thin', { thinking: 'never closed </thin', content: '', isUnclosed: true }],
    [
      'answer with <think>tags</think>',
      { thinking: '', content: 'answer with <think>tags</think>', isUnclosed: false },
    ],
    ['<thinking>', { thinking: '', content: '<thinking>', isUnclosed: false }],
    ['<thin', { thinking: '', content: '<thin', isUnclosed: false }],
  ])('splits %j', (text, expected) => {
    expect(split([text])).toEqual(expected);
  });

  it('gives the same channels for every chunking', () => {
    const text = fc
      .array(fc.constantFrom('<think>', '</think>', '<', 'think>', '/', 'a', '\n', ' ', '{"a":1}'), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (whole) => {
        expect(split(Array.from(whole))).toEqual(split([whole]));
      }),
    );
  });
});

describe('splitLoneClosingTag', () => {
  it('moves what stands before a closing tag on its own line to the thinking', () => {
    expect(splitLoneClosingTag('So I think.\n</think>\n\n42')).toEqual({ thinking: 'So I think.', content: '42' });
  });

  it.each(['no tag', 'inline </think> tag', '```html\n</think>\n```', '{"a":\n</think>\n}'])(
    'leaves %j alone',
    (text) => {
      expect(splitLoneClosingTag(text)).toBeNull();
    },
  );
});
