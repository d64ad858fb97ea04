import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ChatEvent } from '../src/index.ts';
import { standInLine, startStandInServer } from '../src/testing.ts';
import { createOllamaClient, LlmError } from '../src/index.ts';
import { sampleRequest } from './sample-request.ts';

const piece = fc.constantFrom('<think>', '</think>', ' wörld', '🎉', '\n', '{"a":', '日本', 'x');
const ending = fc.constantFrom('done', 'error', 'close', 'garbage');

function streamOf(pieces: readonly string[], end: string): string {
  const lines = pieces.map((content) => standInLine('llama3.2', { content }));
  if (end === 'done') lines.push(standInLine('llama3.2', { content: '' }, { done: true, done_reason: 'stop' }));
  if (end === 'error') lines.push('{"error":"model runner has unexpectedly stopped"}');
  if (end === 'garbage') lines.push('\u0000\u0001 no JSON');
  return lines.map((line) => `${line}\n`).join('');
}

it(
  'a client sees the same events and the same end however the network cuts the stream',
  { timeout: 60_000 },
  async () => {
    let bytes = '';
    let packetBytes = 1;
    const server = await startStandInServer({
      replies: () => [{ do: 'head' }, { do: 'body', bytes, packetBytes }, { do: 'end' }],
    });
    const client = createOllamaClient({ host: server.url, resends: 0 });

    async function see(): Promise<unknown> {
      const events: ChatEvent[] = [];
      const onEvent = (event: ChatEvent): void => {
        if (event.kind !== 'finish') events.push(event);
      };
      const end = await client.chat(sampleRequest, { onEvent }).then(
        ({ text, thinking }) => ({ text, thinking }),
        (error: unknown) => (LlmError.isInstance(error) ? [error.code, error.message, error.details] : error),
      );
      return { events, end };
    }

    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 10 }),
        ending,
        fc.integer({ min: 1, max: 90 }),
        async (pieces, end, size) => {
          bytes = streamOf(pieces, end);
          packetBytes = 1_000_000;
          const whole = await see();
          packetBytes = size;
          expect(await see()).toEqual(whole);
        },
      ),
      { numRuns: 25 },
    );
    await server.close();
  },
);
