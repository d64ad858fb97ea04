import { Ollama } from 'ollama';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { StandInOptions, StandInServer } from '../../src/testing.ts';
import { startStandInServer } from '../../src/testing.ts';

let server: StandInServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(
  path: string,
  init?: RequestInit,
  options: StandInOptions = {},
): Promise<{ status: number; type: string | null; text: string }> {
  server ??= await startStandInServer(options);
  const response = await fetch(`${server.url}${path}`, init);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}
const post = (body: unknown): RequestInit => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('the stand-in speaks the protocol', () => {
  it.each([
    ['/', undefined, 200, 'Ollama is running'],
    ['/api/version', undefined, 200, '{"version":"0.33.0"}'],
    ['/nowhere', undefined, 404, '404 page not found'],
    ['/api/chat', undefined, 405, '405 method not allowed'],
    ['/api/chat', post(''), 400, '{"error":"missing request body"}'],
    ['/api/chat', post('x'), 400, `{"error":"invalid character 'x' looking for beginning of value"}`],
    ['/api/chat', post({}), 400, '{"error":"model is required"}'],
    ['/api/chat', post({ model: 'other' }), 404, `{"error":"model 'other' not found"}`],
    ['/api/show', post({ model: 'other' }), 404, `{"error":"model 'other:latest' not found"}`],
    [
      '/api/chat',
      post({ model: 'llama3.2', think: true }),
      400,
      '{"error":"\\"llama3.2\\" does not support thinking"}',
    ],
    [
      '/api/chat',
      post({ model: 'llama3.2', messages: [{ role: 'user', content: 'x' }] }),
      500,
      '{"error":"the stand-in has no reply left"}',
    ],
  ])('%s %j gives %i', async (path, init, status, text) => {
    expect(await ask(path, init)).toMatchObject({ status, text });
  });

  it('loads and unloads with one plain object each, and ps tells what is loaded', async () => {
    const load = { model: 'llama3.2', messages: [], options: { num_ctx: 2048 } };
    expect((await ask('/api/chat', post(load))).text).toMatch(/"done":true,"done_reason":"load"\}$/);
    expect(JSON.parse((await ask('/api/ps')).text)).toMatchObject({
      models: [{ name: 'llama3.2:latest', context_length: 2048 }],
    });
    expect((await ask('/api/chat', post({ ...load, keep_alive: 0 }))).text).toMatch(/"done_reason":"unload"\}$/);
    expect(JSON.parse((await ask('/api/ps')).text)).toEqual({ models: [] });
  });

  it('refuses an over-long prompt with a nested error', async () => {
    const chat = {
      model: 'llama3.2',
      messages: [{ role: 'user', content: 'x'.repeat(400) }],
      options: { num_ctx: 64 },
    };
    const { status, text } = await ask('/api/chat', post(chat));
    const inner = z.object({ error: z.string() }).parse(JSON.parse(text)).error;
    expect([status, JSON.parse(inner)]).toMatchObject([400, { error: { type: 'exceed_context_size_error' } }]);
  });

  it('leaves zero metrics out of the final line, as a real server does', async () => {
    const chat = { model: 'llama3.2', messages: [{ role: 'user', content: 'x' }] };
    const { type, text } = await ask('/api/chat', post(chat), {
      replies: [{ text: 'ab', pieceCharacters: 1, metrics: { load_duration: 0 } }],
    });
    expect(type).toBe('application/x-ndjson');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatchObject({ done: true, done_reason: 'stop', prompt_eval_count: 1, eval_count: 2 });
    expect(lines[2]).not.toHaveProperty('load_duration');
  });

  it('satisfies the official client without this package in between', async () => {
    server = await startStandInServer({ replies: ['Hello there'] });
    const official = new Ollama({ host: server.url });
    const stream = await official.chat({
      model: 'llama3.2',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    });
    let text = '';
    for await (const part of stream) text += part.message.content;
    expect(text).toBe('Hello there');
    expect((await official.list()).models[0]?.name).toBe('llama3.2:latest');
    expect((await official.show({ model: 'llama3.2' })).capabilities).toEqual(['completion']);
  });

  it('reports fields that a server would ignore silently', async () => {
    await ask('/api/chat', post({ model: 'llama3.2', temperature: 0, messages: [] }));
    expect(server!.chats()[0]!.unknownFields).toEqual(['temperature']);
  });
});
