import { describe, expect, it } from 'vitest';
import { checkTruncation, guardContext } from '../../src/core/context-guard.ts';
import { estimatePromptTokens, leastPromptTokens } from '../../src/core/estimate-tokens.ts';
import { createTokenCalibration } from '../../src/core/token-calibration.ts';
import { toWireRequest } from '../../src/index.ts';
import { sampleRequest } from '../sample-request.ts';

const body = (content: string, numCtx = 4096): ReturnType<typeof toWireRequest> =>
  toWireRequest({
    ...sampleRequest,
    messages: [{ role: 'user', content }],
    options: { ...sampleRequest.options, numCtx },
  });

const prose = 'The quick brown fox jumps over the lazy dog. '.repeat(200);

describe('guardContext', () => {
  it('lets a prompt through that fits with its answer', () => {
    expect(() => guardContext(body('short'), 1, null)).not.toThrow();
  });

  it.each([
    ['the prompt is too long', body(prose.repeat(2)), 1, null],
    ['the model was made for less than numCtx', body(prose), 1, 2048],
    ['earlier counts show that the estimate is low', body(prose), 2, null],
  ])('refuses before sending when %s', (_why, request, factor, modelContext) => {
    expect(() => guardContext(request, factor, modelContext)).toThrow(
      expect.objectContaining({ code: 'CONTEXT_OVERFLOW', retryable: false }),
    );
  });
});

describe('checkTruncation', () => {
  it.each([4096, 4090, 2050, 2056])(
    'flags %i evaluated tokens of a window of 4096: the places where servers cut',
    (count) => {
      expect(() => checkTruncation(body('x'), count, '0.24.0')).toThrow(
        expect.objectContaining({ code: 'CONTEXT_TRUNCATED' }),
      );
    },
  );

  it('flags a count that cannot hold the prompt, from servers that count cached tokens too', () => {
    expect(() => checkTruncation(body(prose, 8192), 500, '0.30.1')).toThrow(
      expect.objectContaining({ code: 'CONTEXT_TRUNCATED' }),
    );
    expect(() => checkTruncation(body(prose, 8192), 500, '0.24.0')).not.toThrow();
    expect(() => checkTruncation(body(prose, 8192), 500, null)).not.toThrow();
  });

  it('accepts ordinary counts and a missing one', () => {
    expect(() => checkTruncation(body(prose, 8192), 2001, '0.33.0')).not.toThrow();
    expect(() => checkTruncation(body('hi'), 3, '0.33.0')).not.toThrow();
    expect(() => checkTruncation(body(prose), undefined, '0.33.0')).not.toThrow();
  });
});

describe('token estimates', () => {
  it('bracket the real count of prose, code and other scripts', () => {
    for (const content of [
      prose,
      'const a = [1, 2, 3];\n'.repeat(50),
      '日本語のテキスト'.repeat(20),
      '    '.repeat(300),
    ]) {
      expect(leastPromptTokens([{ content }])).toBeLessThan(estimatePromptTokens([{ content }]));
    }
  });

  it('learns the worst of the last twenty counts and forgets older ones', () => {
    const calibration = createTokenCalibration();
    expect(calibration.factor('m')).toBe(1);
    calibration.observe('m', 100, 150);
    expect(calibration.factor('m')).toBe(1.5);
    expect(calibration.factor('other')).toBe(1);
    for (let call = 0; call < 20; call += 1) calibration.observe('m', 100, 80);
    expect(calibration.factor('m')).toBe(1);
  });
});
