import { describe, expect, it } from 'vitest';
import { createScriptedModel, forgeCandidate, type ModelPort } from '../../src/index.ts';
import { doubleScript, doubleSpec, firstReplies } from './double-script.ts';
import { checkDouble, doubleRequest, forgeDouble } from './forge-double.ts';

describe('forgeCandidate with a model that answers badly', () => {
  it('asks again when a reply cannot be used, and says why', async () => {
    const replies = firstReplies(doubleScript.code);
    replies.splice(2, 0, 'Sure! Here is no code at all.');
    const result = await forgeDouble(replies).outcome;
    expect(result.status).toBe('passed');
    const [refused, taken] = result.replies.filter(({ stage }) => stage === 'code');
    expect(refused?.problem?.code).toBe('NO_CODE');
    expect(taken?.attempt).toBe(2);
    expect(taken?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  });

  it('fails with every attempt attached when the model only gives garbage', async () => {
    const garbage = ['```ts\nexport function (', '<think>hm', '```ts\nexport const other = 1;\n```'];
    const result = await forgeDouble([doubleScript.signature, doubleScript.examples, ...garbage]).outcome;
    expect(result).toMatchObject({ status: 'failed', at: 'code', spec: doubleSpec, rounds: [] });
    expect(result.status === 'failed' && result.error.code).toBe('GENERATION_FAILED');
    expect(result.replies.slice(2).map(({ problem }) => problem?.code)).toEqual([
      'UNCLOSED_FENCE',
      'THINKING_ONLY',
      'EXPORT_MISSING',
    ]);
    expect(result.replies.slice(2).map(({ text }) => text)).toEqual(garbage);
  });

  it('fails with every attempt attached when no structured answer validates', async () => {
    const result = await forgeDouble(['{}', 'not json', '[]']).outcome;
    expect(result).toMatchObject({ status: 'failed', at: 'signature', spec: null });
    expect(result.replies.map(({ text, problem }) => [text, problem?.code])).toEqual([
      ['{}', 'INVALID_STRUCTURE'],
      ['not json', 'INVALID_STRUCTURE'],
      ['[]', 'INVALID_STRUCTURE'],
    ]);
  });

  it('keeps why an earlier structured answer was refused', async () => {
    const contradiction = JSON.parse(doubleScript.signature);
    contradiction.capabilities = ['net'];
    const result = await forgeDouble([JSON.stringify(contradiction), ...firstReplies(doubleScript.code)]).outcome;
    expect(result.status).toBe('passed');
    expect(result.replies[0]?.problem?.message).toContain('"pure" allows no capabilities');
  });

  it('does not believe a port that hands over an invalid structured answer', async () => {
    const scripted = createScriptedModel([]);
    const model: ModelPort = {
      chat: (...call) => scripted.chat(...call),
      structured: async () => ({ value: JSON.parse('{}'), attempts: [] }),
    };
    const result = await forgeCandidate(doubleRequest, { model, check: checkDouble });
    expect(result).toMatchObject({ status: 'failed', at: 'signature' });
  });

  it('asks again when the model breaks off, and keeps what had arrived', async () => {
    const scripted = createScriptedModel(firstReplies(doubleScript.code));
    let cut = 0;
    const model: ModelPort = {
      structured: (...call) => scripted.structured(...call),
      chat: async (...call) => {
        if (cut++ > 0) return scripted.chat(...call);
        throw Object.assign(new Error('the token limit ended the answer'), {
          code: 'OUTPUT_TRUNCATED',
          details: { partialText: '```ts\nexport func' },
        });
      },
    };
    const result = await forgeCandidate(doubleRequest, { model, check: checkDouble });
    expect(result.status).toBe('passed');
    expect(result.replies.find(({ problem }) => problem?.code === 'BROKEN_OFF')).toMatchObject({
      stage: 'code',
      attempt: 1,
      text: '```ts\nexport func',
      provenance: null,
    });
  });

  it('fails with the cause, and does not ask again, when the model cannot be reached', async () => {
    const unreachable = Object.assign(new Error('nothing answers'), { code: 'HOST_UNREACHABLE' });
    const model: ModelPort = {
      chat: () => Promise.reject(unreachable),
      structured: () => Promise.reject(unreachable),
    };
    const result = await forgeCandidate(doubleRequest, { model, check: checkDouble });
    expect(result.status === 'failed' && result.error.cause).toBe(unreachable);
  });

  it('does not take an unchanged code for a repair', async () => {
    const result = await forgeDouble([
      ...firstReplies(doubleScript.wrongCode),
      doubleScript.wrongCode,
      doubleScript.code,
    ]).outcome;
    expect(result.status).toBe('passed');
    expect(result.replies.at(-2)?.problem?.code).toBe('UNCHANGED');
  });
});
