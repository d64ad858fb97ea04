import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ChatEvent } from '../src/index.ts';
import { createOllamaClient } from '../src/index.ts';
import { standInDigest, standInHttp, standInLine } from '../src/testing.ts';
import { rejection, sampleRequest } from './sample-request.ts';
import { body, doneLine, end, hang, head, line, setUp } from './stand-in-client.ts';

describe('a chat with a live server', () => {
  it('streams the text, returns it whole, and says where it came from', async () => {
    const { client } = await setUp({ replies: ['Hello, wörld 🎉'] });
    const events: ChatEvent[] = [];
    const reply = await client.chat(sampleRequest, { onEvent: (event) => events.push(event) });
    expect(reply.text).toBe('Hello, wörld 🎉');
    expect(events.map(({ kind }) => kind)).toEqual([
      'sent',
      'content-delta',
      'content-delta',
      'content-delta',
      'finish',
    ]);
    expect(reply.provenance).toMatchObject({
      origin: 'model',
      transport: 'live',
      model: 'llama3.2:latest',
      modelDigest: standInDigest('llama3.2'),
      serverVersion: '0.33.0',
      requestHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      metrics: { promptTokens: 2, answerTokens: 3, answerDurationNs: 2_100_000_000 },
    });
  });

  it('sends every option explicitly and no field that the protocol does not know', async () => {
    const { client, server } = await setUp({ replies: ['ok'] }, { keepAlive: '3m' });
    const { provenance } = await client.chat(sampleRequest);
    const chat = server.chats()[0]!;
    expect(chat.unknownFields).toEqual([]);
    expect(chat.body).toEqual({
      model: 'llama3.2:latest',
      messages: [{ role: 'user', content: 'Say hi' }],
      think: false,
      truncate: false,
      shift: false,
      stream: true,
      keep_alive: '3m',
      options: { num_ctx: 4096, num_predict: 200, temperature: 0, seed: 7, top_k: 40, top_p: 0.9, repeat_penalty: 1 },
    });
    expect(provenance.options).toEqual({
      ...z.looseObject({ options: z.looseObject({}) }).parse(chat.body).options,
      think: false,
      truncate: false,
      shift: false,
    });
  });

  it('reads an answer that arrives byte by byte, characters cut in the middle', async () => {
    const { client } = await setUp({ replies: [{ text: 'naïve 🎉 text', packetBytes: 1 }] });
    expect((await client.chat(sampleRequest)).text).toBe('naïve 🎉 text');
  });

  it('keeps thinking apart, whether the server splits it or the model leaves its tags in the text', async () => {
    const { client } = await setUp({
      replies: [
        { text: 'four', thinking: 'two and two' },
        '<think>two and two</think>\nfour',
        'two and two\n</think>\nfour',
      ],
    });
    for (let call = 0; call < 3; call += 1) {
      expect(await client.chat(sampleRequest)).toMatchObject({ text: 'four', thinking: 'two and two' });
    }
  });

  it('takes a whole answer from a server that forgets to close the stream after the final line', async () => {
    const { client, server } = await setUp({ replies: [[head, body(line('ok') + doneLine), hang]] });
    expect((await client.chat(sampleRequest)).text).toBe('ok');
    expect(await server.chats()[0]!.outcome).toBe('closed-by-client');
  });

  it('takes blank lines, CRLF, a final line with text, and a missing last line end', async () => {
    const final = standInLine('llama3.2', { content: '!' }, { done: true, done_reason: 'stop' });
    const { client } = await setUp({ replies: [[head, body(`\n${line('ok').trim()}\r\n\n${final}`), end]] });
    expect((await client.chat(sampleRequest)).text).toBe('ok!');
  });
});

describe('health and models', () => {
  it('describe a server', async () => {
    const { client, server } = await setUp({ version: '0.24.0', models: [{ name: 'a:1b', contextLength: 2048 }] });
    expect(await client.health()).toEqual({ reachable: true, url: server.url, version: '0.24.0' });
    expect(await client.models()).toEqual([
      {
        name: 'a:1b',
        digest: standInDigest('a:1b'),
        sizeBytes: 2_000_000_000,
        family: 'stand-in',
        parameterSize: '3.2B',
        quantization: 'Q4_K_M',
        capabilities: ['completion'],
        isRemote: false,
      },
    ]);
    expect(await client.ensureModel('A:1B')).toMatchObject({ name: 'a:1b', contextLength: 2048 });
    expect(await rejection(client.ensureModel('b'))).toMatchObject({ code: 'MODEL_MISSING' });
  });

  it.each([
    ['something else that speaks JSON', standInHttp(200, '{"status":"up"}'), 'NOT_OLLAMA'],
    ['a login page', standInHttp(200, '<html>Log in</html>', 'text/html'), 'NOT_OLLAMA'],
    ['a redirect', [{ do: 'head', status: 301, headers: { Location: '/x' } }, end] as const, 'NOT_OLLAMA'],
    ['a server that never answers', [hang], 'TIMEOUT_FIRST_BYTE'],
  ])('return %s as a value', async (_name, steps, code) => {
    const { client, server } = await setUp({ overrides: { '/api/version': steps } }, { timeouts: { probeMs: 200 } });
    expect(await client.health()).toMatchObject({ reachable: false, url: server.url, code });
  });

  it('return a missing server as a value and throw it from a chat, naming the host and what to do', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = z.object({ port: z.number() }).parse(probe.address());
    probe.close();
    await once(probe, 'close');
    const client = createOllamaClient({ host: `127.0.0.1:${port}` });
    expect(await client.health()).toMatchObject({
      reachable: false,
      code: 'HOST_UNREACHABLE',
      reason: expect.stringContaining(`http://127.0.0.1:${port}`),
    });
    const error = await rejection(client.chat(sampleRequest));
    expect(error).toMatchObject({
      code: 'HOST_UNREACHABLE',
      retryable: false,
      message: expect.stringMatching(/ECONNREFUSED.*ollama serve.*OLLAMA_HOST/),
    });
  });

  it('throw only when the caller aborts', async () => {
    const { client } = await setUp({});
    expect(await rejection(client.health({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED' });
  });
});
