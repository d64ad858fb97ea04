import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { authorTranscript, toWireRequest } from '../../src/index.ts';
import { streamLineSchema } from '../../src/core/stream-line-schema.ts';
import { sampleRequest } from '../sample-request.ts';

it('cuts any text into lines that give it back whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (replyText, thinking) => {
      const { entries } = authorTranscript({ name: 'x', title: 'X', model: 'm' }, [
        { request: toWireRequest(sampleRequest), replyText, thinking },
      ]);
      const messages = entries[0]!.chunks.map(({ raw }) => streamLineSchema.parse(raw).message!);
      expect(messages.map(({ content }) => content).join('')).toBe(replyText.replaceAll('\r\n', '\n'));
      expect(messages.map((message) => message.thinking).join('')).toBe(thinking.replaceAll('\r\n', '\n'));
    }),
  );
});
