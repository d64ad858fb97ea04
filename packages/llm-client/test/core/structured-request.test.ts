import { describe, expect, it } from 'vitest';
import { structuredRequest } from '../../src/core/structured-request.ts';
import type { AttemptFailure } from '../../src/index.ts';
import { sampleRequest } from '../sample-request.ts';

const failure: AttemptFailure = {
  attempt: 1,
  code: 'VALIDATION_FAILED',
  problems: ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'],
  text: 'x'.repeat(5000),
};

describe('structuredRequest', () => {
  it('asks first as the caller said, with the shape written under the last message', () => {
    const { messages, options } = structuredRequest(sampleRequest, '{ shape }', 1, undefined);
    expect(options).toEqual(sampleRequest.options);
    expect(messages).toEqual([
      {
        role: 'user',
        content: 'Say hi\n\nAnswer with exactly one JSON document of this shape and nothing else:\n{ shape }',
      },
    ]);
  });

  it('feeds at most five problems and a shortened answer back on the second attempt, warmer and with the next seed', () => {
    const { messages, options } = structuredRequest(sampleRequest, 's', 2, failure);
    expect(options).toMatchObject({ temperature: 0.2, seed: 8, numPredict: 200 });
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(messages[1]?.content.length).toBe(2001);
    expect(messages[2]?.content).toContain('- p5');
    expect(messages[2]?.content).not.toContain('p6');
  });

  it('starts afresh on the third attempt', () => {
    const { messages, options } = structuredRequest(sampleRequest, 's', 3, failure);
    expect(messages).toHaveLength(1);
    expect(options).toMatchObject({ temperature: 0.5, seed: 9 });
  });

  it('gives more room after an answer that the limit cut, up to half the window', () => {
    const cut: AttemptFailure = { ...failure, code: 'OUTPUT_TRUNCATED', text: '' };
    expect(structuredRequest(sampleRequest, 's', 2, cut).options.numPredict).toBe(400);
    const tight = { ...sampleRequest, options: { ...sampleRequest.options, numPredict: 1500 } };
    expect(structuredRequest(tight, 's', 2, cut).options.numPredict).toBe(2048);
    const over = { ...sampleRequest, options: { ...sampleRequest.options, numPredict: 3000 } };
    expect(structuredRequest(over, 's', 2, cut).options.numPredict).toBe(3000);
  });

  it('never lowers a temperature that the caller chose higher and keeps the seed in range', () => {
    const hot = { ...sampleRequest, options: { ...sampleRequest.options, temperature: 1, seed: 2_147_483_647 } };
    expect(structuredRequest(hot, 's', 2, failure).options).toMatchObject({ temperature: 1, seed: 0 });
  });
});
