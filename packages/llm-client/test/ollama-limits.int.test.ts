import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { ChatEvent } from '../src/index.ts';
import { createOllamaClient } from '../src/index.ts';
import type { StandInStep } from '../src/testing.ts';
import { standInError } from '../src/testing.ts';
import { rejection, sampleRequest } from './sample-request.ts';
import { body, doneLine, end, hang, head, line, setUp } from './stand-in-client.ts';

describe('limits', () => {
  it.each([
    ['before the headers', [hang], 'TIMEOUT_FIRST_BYTE'],
    ['after the headers', [head, hang], 'TIMEOUT_IDLE'],
    ['between two pieces', [head, body(line('a')), hang], 'TIMEOUT_IDLE'],
  ] as const)('end a call whose server goes silent %s', async (_where, steps, code) => {
    const { client, server } = await setUp({ replies: [steps] }, { timeouts: { firstByteMs: 150, idleMs: 150 } });
    expect(await rejection(client.chat(sampleRequest))).toMatchObject({ code });
    expect(await server.chats()[0]!.outcome).toBe('closed-by-client');
  });

  it('end a call that keeps sending but never comes to an end', async () => {
    const drip = Array.from({ length: 200 }, (_, index): StandInStep[] => [
      body(line(`${index} `)),
      { do: 'wait', ms: 20 },
    ]).flat();
    const { client, server } = await setUp(
      { replies: [[head, ...drip]] },
      { timeouts: { totalMs: 300, idleMs: 5000 } },
    );
    expect(await rejection(client.chat(sampleRequest))).toMatchObject({
      code: 'TIMEOUT_TOTAL',
      details: { partialText: expect.stringMatching(/^0 1 /) },
    });
    expect(await server.chats()[0]!.outcome).toBe('closed-by-client');
  });

  it('refuse values that a timer could not keep', () => {
    expect(() => createOllamaClient({ timeouts: { idleMs: 2 ** 31 } })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
    expect(() => createOllamaClient({ callsPerModel: 0 })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
    expect(() => createOllamaClient({ keepAlive: '10' })).toThrow(/keepAlive: use a Go duration/);
    expect(() => createOllamaClient({ timeouts: { idle: 1 } as object })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });
});

describe('abort', () => {
  it.each([
    ['before the headers', [hang]],
    ['in the middle of the answer', [head, body(line('a')), hang]],
  ] as const)('%s reaches the server and nobody else', async (_where, steps) => {
    const { client, server } = await setUp({
      replies: (chat) => (chat.model === 'other:latest' ? 'fine' : steps),
      models: [{ name: 'llama3.2' }, { name: 'other' }],
    });
    const controller = new AbortController();
    const call = rejection(client.chat(sampleRequest, { signal: controller.signal }));
    await vi.waitUntil(() => server.chats().length === 1);
    controller.abort(new Error('enough'));
    expect(await call).toMatchObject({ code: 'ABORTED', retryable: false, cause: { message: 'enough' } });
    expect(await server.chats()[0]!.outcome).toBe('closed-by-client');
    expect((await client.chat({ ...sampleRequest, model: 'other' })).text).toBe('fine');
  });

  it('before the call sends nothing', async () => {
    const { client, server } = await setUp({ replies: ['never'] });
    expect(await rejection(client.chat(sampleRequest, { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'ABORTED',
    });
    expect(server.requests).toEqual([]);
  });
});

describe('queue and resend', () => {
  it('runs one call per model at a time, in order, and says who waits', async () => {
    const { client, server } = await setUp({ replies: (chat) => chat.messages[0]!.content });
    const events: ChatEvent[] = [];
    const say = (content: string): Promise<{ text: string }> =>
      client.chat(
        { ...sampleRequest, messages: [{ role: 'user', content }] },
        { onEvent: (event) => events.push(event) },
      );
    const replies = await Promise.all([say('first'), say('second'), say('third')]);
    expect(replies.map(({ text }) => text)).toEqual(['first', 'second', 'third']);
    expect(server.maxQueued()).toBe(1);
    expect(events.filter(({ kind }) => kind === 'queued')).toEqual([
      { kind: 'queued', ahead: 1 },
      { kind: 'queued', ahead: 2 },
    ]);
  });

  it('lets the server queue when the caller asks for more at once', async () => {
    const { client, server } = await setUp({ replies: ['a', 'b', 'c'] }, { callsPerModel: 3 });
    await Promise.all([client.chat(sampleRequest), client.chat(sampleRequest), client.chat(sampleRequest)]);
    expect(server.maxQueued()).toBeGreaterThan(1);
  });

  it('gives a waiting call up when its signal aborts, and only that', async () => {
    const { client, server } = await setUp({
      replies: [[{ do: 'wait', ms: 100 }, head, body(line('slow') + doneLine), end], 'third'],
    });
    const controller = new AbortController();
    const first = client.chat(sampleRequest);
    const second = rejection(client.chat(sampleRequest, { signal: controller.signal }));
    const third = client.chat(sampleRequest);
    controller.abort();
    expect(await second).toMatchObject({ code: 'ABORTED' });
    expect([(await first).text, (await third).text]).toEqual(['slow', 'third']);
    expect(server.chats()).toHaveLength(2);
  });

  it('sends again after a full queue and after a reset before any text', async () => {
    const busy = standInError(503, 'server busy, please try again.  maximum pending requests exceeded');
    const { client } = await setUp({ replies: [busy, [{ do: 'reset' }], 'at last'] }, { resends: 2 });
    const events: string[] = [];
    expect((await client.chat(sampleRequest, { onEvent: ({ kind }) => events.push(kind) })).text).toBe('at last');
    expect(events.filter((kind) => kind === 'resend')).toHaveLength(2);
  });

  it('does not send again once text has come', async () => {
    const { client, server } = await setUp(
      { replies: [[head, body(line('half')), { do: 'reset' }], 'other'] },
      { resends: 2 },
    );
    expect(await rejection(client.chat(sampleRequest))).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(server.chats()).toHaveLength(1);
  });
});

describe('the connect limit', () => {
  it('ends a call to a port that accepts and then never finishes the TLS handshake', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = z.object({ port: z.number() }).parse(silent.address());
    const sockets: Socket[] = [];
    silent.on('connection', (socket) => sockets.push(socket));
    const client = createOllamaClient({ host: `https://127.0.0.1:${port}`, timeouts: { connectMs: 100 } });
    expect(await client.health()).toMatchObject({ reachable: false, code: 'TIMEOUT_CONNECT' });
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});
