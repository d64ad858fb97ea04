import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createScriptedModel } from '../../src/index.ts';

const request = {
  model: 'm',
  messages: [{ role: 'user', content: 'hello' }],
  options: { temperature: 0, seed: 1, numCtx: 4096, numPredict: 100 },
} as const;

describe('createScriptedModel', () => {
  it('gives the replies in order and says that no model wrote them', async () => {
    const model = createScriptedModel(['one', 'two']);
    const first = await model.chat(request);
    expect(first).toMatchObject({
      text: 'one',
      thinking: '',
      provenance: { origin: 'authored', transport: 'replay', modelDigest: null, serverVersion: null },
    });
    expect((await model.chat(request)).text).toBe('two');
    expect(model.requests).toHaveLength(2);
    expect(model.remaining()).toBe(0);
  });

  it('gives equal requests equal hashes, and others another', async () => {
    const model = createScriptedModel(['1', '2', '3']);
    const [a, b] = [await model.chat(request), await model.chat(request)];
    const c = await model.chat({ ...request, options: { ...request.options, seed: 2 } });
    expect(a.provenance.requestHash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(a.provenance.requestHash).toBe(b.provenance.requestHash);
    expect(a.provenance.requestHash).not.toBe(c.provenance.requestHash);
  });

  it('takes further replies while a structured one does not validate, up to the limit', async () => {
    const schema = z.strictObject({ a: z.number() });
    const model = createScriptedModel(['no', '{"a":"x"}', '{"a":1}', '{}', '{}']);
    const reply = await model.structured({ ...request, schema });
    expect(reply.value).toEqual({ a: 1 });
    expect(reply.attempts.map(({ text }) => text)).toEqual(['no', '{"a":"x"}', '{"a":1}']);
    await expect(model.structured({ ...request, schema, maxAttempts: 2 })).rejects.toThrow(
      'none of 2 scripted replies validates',
    );
  });

  it('throws when the replies run out and when the signal is aborted', async () => {
    await expect(createScriptedModel([]).chat(request)).rejects.toThrow('the script holds 0 replies');
    const model = createScriptedModel(['one']);
    await expect(model.chat(request, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    expect(model.remaining()).toBe(1);
  });
});
