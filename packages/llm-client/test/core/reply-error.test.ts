import { describe, expect, it } from 'vitest';
import { errorFromBody } from '../../src/core/reply-error.ts';

const nested = (message: string, type: string): string =>
  JSON.stringify({ error: JSON.stringify({ error: { code: 400, message, type } }) });
const plain = (text: string): string => JSON.stringify({ error: text });

describe('errorFromBody', () => {
  it.each([
    [404, plain("model 'x' not found"), 'MODEL_MISSING'],
    [404, plain('model "x" not found, try pulling it first'), 'MODEL_MISSING'],
    [400, plain('"x" does not support thinking'), 'CAPABILITY_MISSING'],
    [400, plain('the input length exceeds the context length'), 'CONTEXT_OVERFLOW'],
    [
      400,
      plain('the prompt is longer than the context length currently available to the model; shorten'),
      'CONTEXT_OVERFLOW',
    ],
    [
      400,
      nested('request (302 tokens) exceeds the available context size (256 tokens)', 'exceed_context_size_error'),
      'CONTEXT_OVERFLOW',
    ],
    [400, nested('failed to parse grammar', 'invalid_request_error'), 'SCHEMA_REJECTED'],
    [500, plain('invalid JSON schema in format'), 'SCHEMA_REJECTED'],
    [500, plain('failed to load model vocabulary required for format'), 'SCHEMA_REJECTED'],
    [500, plain('model requires more system memory (5.6 GiB) than is available (3.1 GiB)'), 'MODEL_TOO_LARGE'],
    [500, plain('llama-server reported out-of-memory during startup: ...'), 'MODEL_TOO_LARGE'],
    [503, plain('server busy, please try again.  maximum pending requests exceeded'), 'SERVER_BUSY'],
    [500, plain('prediction aborted, token repeat limit reached'), 'OUTPUT_LOOP'],
    [500, plain('model runner has unexpectedly stopped, this may be due to resource limitations'), 'SERVER_ERROR'],
    [500, plain('option "seed" must be of type integer'), 'SERVER_ERROR'],
    [400, plain('missing request body'), 'INVALID_REQUEST'],
    [401, '{"error":"unauthorized","signin_url":"https://example.com"}', 'HOST_FORBIDDEN'],
    [403, '', 'HOST_FORBIDDEN'],
    [502, '<html><h1>Bad Gateway</h1></html>', 'SERVER_ERROR'],
    [503, '<html>busy</html>', 'SERVER_BUSY'],
    [404, '404 page not found', 'NOT_OLLAMA'],
    [301, '', 'NOT_OLLAMA'],
    [200, plain('an error was encountered while running the model: CUDA'), 'SERVER_ERROR'],
  ])('maps %i %s to %s', (status, body, code) => {
    expect(errorFromBody(body, { url: 'http://127.0.0.1:1', model: 'x', status })).toMatchObject({
      code,
      details: { status },
    });
  });

  it('unwraps nested JSON for the message and cuts a long page', () => {
    const error = errorFromBody(nested('request is too long', 'exceed_context_size_error'), {
      url: 'http://h:1',
      model: 'x',
      status: 400,
    });
    expect(error.message).toContain('"request is too long [exceed_context_size_error]"');
    expect(
      errorFromBody('<p>'.repeat(5000), { url: 'http://h:1', model: 'x', status: 502 }).message.length,
    ).toBeLessThan(400);
  });
});
