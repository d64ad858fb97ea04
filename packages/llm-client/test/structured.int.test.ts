import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ChatEvent, OllamaClient } from '../src/index.ts';
import type { StandInReply, StandInServer } from '../src/testing.ts';
import { standInError } from '../src/testing.ts';
import { rejection, sampleRequest } from './sample-request.ts';
import { setUp as setUpStandIn } from './stand-in-client.ts';

let server: StandInServer;

async function setUp(replies: readonly StandInReply[]): Promise<OllamaClient> {
  const started = await setUpStandIn({ replies });
  server = started.server;
  return started.client;
}

const schema = z.strictObject({ name: z.string().max(8), mail: z.email() });
const request = { ...sampleRequest, schema };
const good = '{"name":"Ada","mail":"ada@example.org"}';

const sentSchema = z.looseObject({
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  options: z.looseObject({ temperature: z.number(), seed: z.number(), num_predict: z.number() }),
});
const sent = (index: number): z.infer<typeof sentSchema> => sentSchema.parse(server.chats()[index]!.body);

describe('structured answers from a live server', () => {
  it('sends a grammar without what breaks it, shows the model the whole shape, and judges with zod', async () => {
    const client = await setUp([good]);
    const reply = await client.structured(request);
    expect(reply).toMatchObject({
      value: { name: 'Ada', mail: 'ada@example.org' },
      failures: [],
      repairs: [],
      constraint: 'sent',
    });
    expect(reply.grammar).toMatchObject({ mode: 'schema', deferred: ['$.mail: format', '$.mail: pattern'] });
    expect(sent(0)['format']).toEqual({
      type: 'object',
      properties: { name: { type: 'string', maxLength: 8 }, mail: { type: 'string' } },
      required: ['name', 'mail'],
      additionalProperties: false,
    });
    expect(sent(0).messages[0]!.content).toContain('"mail": string (format email)');
  });

  it('feeds problems back, then starts afresh, and gives all attempts', async () => {
    const client = await setUp(['{"name":"Ada","mail":"nobody"}', 'I cannot do that.', good]);
    const events: ChatEvent[] = [];
    const reply = await client.structured(request, { onEvent: (event) => events.push(event) });
    expect(reply.attempts.map(({ text }) => text)).toEqual([
      '{"name":"Ada","mail":"nobody"}',
      'I cannot do that.',
      good,
    ]);
    expect(reply.failures.map(({ problems }) => problems)).toEqual([
      ['$.mail: Invalid email address, found "nobody"'],
      ['$: there is no JSON in it: "I cannot do that."'],
    ]);
    expect(sent(1).messages.at(-1)!.content).toContain('$.mail: Invalid email address, found "nobody"');
    expect(sent(2).messages).toEqual(sent(0).messages);
    expect([0, 1, 2].map((index) => [sent(index).options.temperature, sent(index).options.seed])).toEqual([
      [0, 7],
      [0.2, 8],
      [0.5, 9],
    ]);
    expect(events.filter(({ kind }) => kind === 'retry')).toHaveLength(2);
    expect(new Set(reply.attempts.map(({ provenance }) => provenance.requestHash)).size).toBe(3);
  });

  it('repairs what surrounds the JSON, names the repair, and says that the grammar was ignored', async () => {
    const client = await setUp([`\`\`\`json\n${good}\n\`\`\``]);
    expect(await client.structured(request)).toMatchObject({ repairs: ['code-fence'], constraint: 'not-enforced' });
  });

  it('gives more room after the token limit, and another try after silence and after a loop', async () => {
    const client = await setUp([{ text: '{"name":"A', doneReason: 'length' }, good]);
    const reply = await client.structured(request);
    expect(reply.failures).toMatchObject([{ code: 'OUTPUT_TRUNCATED', text: '{"name":"A' }]);
    expect(sent(1).options.num_predict).toBe(400);
    const other = await setUp(['  ', `{${' '.repeat(900)}`, good]);
    expect((await other.structured(request)).failures.map(({ code }) => code)).toEqual(['EMPTY_OUTPUT', 'OUTPUT_LOOP']);
  });

  it('fails with all attempts attached when none is good', async () => {
    const client = await setUp(['{}', '[]']);
    const error = await rejection(client.structured({ ...request, maxAttempts: 2 }));
    expect(error).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: {
        attempts: [
          { attempt: 1, text: '{}' },
          { attempt: 2, text: '[]' },
        ],
      },
    });
    expect(server.chats()).toHaveLength(2);
  });

  it('does not ask again when the server is at fault', async () => {
    const client = await setUp([standInError(500, 'model runner has unexpectedly stopped'), good]);
    expect(await rejection(client.structured(request))).toMatchObject({ code: 'SERVER_ERROR' });
    expect(server.chats()).toHaveLength(1);
  });

  it('judges with asynchronous refinements and gives transformed values', async () => {
    const client = await setUp(['{"n":" 7 "}']);
    const wire = z.object({
      n: z
        .string()
        .transform((text) => Number(text))
        .refine(async (value) => Promise.resolve(value === 7)),
    });
    expect((await client.structured({ ...sampleRequest, schema: wire })).value).toEqual({ n: 7 });
  });

  it.each([0, 11, 1.5])('refuses %d attempts', async (maxAttempts) => {
    const client = await setUp([]);
    expect(await rejection(client.structured({ ...request, maxAttempts }))).toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
