import { describe, expect, it } from 'vitest';
import { parseChatRequest } from '../../src/core/chat-request-schema.ts';
import { sampleRequest } from '../sample-request.ts';

describe('parseChatRequest', () => {
  it('accepts a complete request', () => {
    expect(parseChatRequest(sampleRequest)).toEqual(sampleRequest);
    expect(parseChatRequest({ ...sampleRequest, think: 'high' })).toMatchObject({ think: 'high' });
  });

  it.each([
    [
      'a missing option',
      { ...sampleRequest, options: { temperature: 0 } },
      /options\.seed: .*options\.numCtx: .*options\.numPredict: /,
    ],
    ['an option beside the options', { ...sampleRequest, temperature: 1 }, /"temperature"/],
    [
      'an unknown option',
      { ...sampleRequest, options: { ...sampleRequest.options, num_ctx: 1 } },
      /options: .*"num_ctx"/,
    ],
    ['no message', { ...sampleRequest, messages: [] }, /messages: /],
    ['an unknown role', { ...sampleRequest, messages: [{ role: 'tool', content: '' }] }, /messages\.0\.role: /],
    [
      'endless output',
      { ...sampleRequest, options: { ...sampleRequest.options, numPredict: -1 } },
      /options\.numPredict: /,
    ],
    ['nothing', undefined, /request: /],
  ])('refuses %s and names the path', (_what, request, message) => {
    const parse = (): unknown => parseChatRequest(request);
    expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
    expect(parse).toThrow(message);
  });
});
