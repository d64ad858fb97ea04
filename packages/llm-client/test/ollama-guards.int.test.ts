import { describe, expect, it } from 'vitest';
import { rejection, sampleRequest } from './sample-request.ts';
import { setUp } from './stand-in-client.ts';

describe('before anything is sent', () => {
  it.each([
    [
      'a model that is not installed',
      { ...sampleRequest, model: 'missing' },
      'MODEL_MISSING',
      /it has "llama3\.2:latest".*ollama pull missing/,
    ],
    ['a cloud model by its name', { ...sampleRequest, model: 'big:120b-cloud' }, 'CLOUD_REFUSED', /allowCloud/],
    ['a cloud model by its listing', { ...sampleRequest, model: 'proxy' }, 'CLOUD_REFUSED', /allowCloud/],
    ['thinking that the model cannot do', { ...sampleRequest, think: true }, 'CAPABILITY_MISSING', /cannot think/],
    [
      'a chat with a model that only embeds',
      { ...sampleRequest, model: 'embedder' },
      'CAPABILITY_MISSING',
      /"embedding"/,
    ],
    [
      'a prompt that does not fit',
      { ...sampleRequest, messages: [{ role: 'user' as const, content: 'word '.repeat(4000) }] },
      'CONTEXT_OVERFLOW',
      /numCtx/,
    ],
    [
      'more context than the model was made for',
      { ...sampleRequest, model: 'tiny', options: { ...sampleRequest.options, numPredict: 950 } },
      'CONTEXT_OVERFLOW',
      /made for/,
    ],
    ['an option in the wrong place', { ...sampleRequest, temperature: 1 }, 'INVALID_REQUEST', /temperature/],
    ['a model name that is no name', { ...sampleRequest, model: '../x\u001b[31m' }, 'INVALID_REQUEST', /model/],
  ])('%s is refused', async (_name, request, code, message) => {
    const { client, server } = await setUp({
      models: [
        { name: 'llama3.2:latest' },
        { name: 'proxy:latest', remoteHost: 'https://ollama.com' },
        { name: 'embedder:latest', capabilities: ['embedding'] },
        { name: 'tiny:latest', contextLength: 1000 },
      ],
    });
    const error = await rejection(client.chat(request));
    expect(error).toMatchObject({ code });
    expect(error.message).toMatch(message);
    expect(server.chats()).toEqual([]);
  });

  it('an allowed cloud model and a model without a capability list go through', async () => {
    const { client } = await setUp(
      { models: [{ name: 'a:cloud' }, { name: 'old', capabilities: null }], replies: ['x', 'y'] },
      { allowCloud: true },
    );
    expect((await client.chat({ ...sampleRequest, model: 'a:cloud' })).text).toBe('x');
    expect((await client.chat({ ...sampleRequest, model: 'old' })).text).toBe('y');
  });
});

describe('a prompt that the server cuts', () => {
  it.each(['full', 'half'] as const)('is never answered with the %s-window remainder', async (truncation) => {
    const { client } = await setUp({
      truncation,
      bytesPerToken: 0.05,
      replies: ['an answer to half a question'],
    });
    expect(
      await rejection(client.chat({ ...sampleRequest, messages: [{ role: 'user', content: 'x'.repeat(300) }] })),
    ).toMatchObject({ code: 'CONTEXT_TRUNCATED' });
  });

  it('is an overflow when the server refuses it', async () => {
    const { client } = await setUp({ bytesPerToken: 0.05 });
    expect(
      await rejection(client.chat({ ...sampleRequest, messages: [{ role: 'user', content: 'x'.repeat(300) }] })),
    ).toMatchObject({ code: 'CONTEXT_OVERFLOW' });
  });
});
