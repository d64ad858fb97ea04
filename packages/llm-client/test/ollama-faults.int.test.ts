import { describe, expect, it, vi } from 'vitest';
import type { StandInReply } from '../src/testing.ts';
import { standInError, standInHttp, standInLine } from '../src/testing.ts';
import { rejection, sampleRequest } from './sample-request.ts';
import { body, doneLine, end, hang, head, line, setUp } from './stand-in-client.ts';

const faults: readonly (readonly [name: string, reply: StandInReply, code: string, message: RegExp])[] = [
  [
    'a clean close without the final line',
    [head, body(line('half')), end],
    'STREAM_INCOMPLETE',
    /without its final line/,
  ],
  ['a clean close before any line', [head, end], 'STREAM_INCOMPLETE', /without its final line/],
  [
    'done:false on the only line of a plain answer',
    standInHttp(200, line('half')),
    'STREAM_INCOMPLETE',
    /without its final line/,
  ],
  [
    'a final line without a reason',
    [head, body(`${standInLine('m', { content: 'x' }, { done: true })}\n`), end],
    'STREAM_INCOMPLETE',
    /reason "\(none\)"/,
  ],
  [
    'a final line that speaks of loading',
    [head, body(`${standInLine('m', { content: '' }, { done: true, done_reason: 'load' })}\n`), end],
    'STREAM_INCOMPLETE',
    /reason "load"/,
  ],
  [
    'a reset in the middle',
    [head, body(line('half')), { do: 'reset' }],
    'CONNECTION_LOST',
    /in the middle of the answer/,
  ],
  ['a reset before any answer', [{ do: 'reset' }], 'CONNECTION_LOST', /before any answer/],
  [
    'a body that ends inside a chunk',
    [head, { do: 'raw', bytes: 'ff\r\n{"model"' }],
    'CONNECTION_LOST',
    /in the middle/,
  ],
  ['bytes that are no HTTP', [{ do: 'raw', bytes: 'SSH-2.0-OpenSSH_9.2\r\n' }], 'NOT_OLLAMA', /not in HTTP/],
  [
    'an error line in the middle',
    [head, body(`${line('half')}{"error":"an error was encountered while running the model"}\n`), end],
    'SERVER_ERROR',
    /while running the model/,
  ],
  [
    'an error line and then silence',
    [head, body(`${line('half')}{"error":"model runner has unexpectedly stopped"}\n`), hang],
    'SERVER_ERROR',
    /unexpectedly stopped/,
  ],
  [
    'a line that is no JSON',
    [head, body(`${line('half')}oops\n${doneLine}`), end],
    'PROTOCOL_VIOLATION',
    /Line 2 .*"oops"/,
  ],
  [
    'a line of another protocol',
    [head, body('{"choices":[]}\n'), end],
    'PROTOCOL_VIOLATION',
    /no part of a chat stream/,
  ],
  [
    'lines after the final one',
    [head, body(doneLine), body(line('more')), end],
    'PROTOCOL_VIOLATION',
    /after the final one/,
  ],
  [
    'a second final line',
    [head, body(line('x') + doneLine + doneLine), end],
    'PROTOCOL_VIOLATION',
    /after the final one/,
  ],
  [
    'a cut inside a character',
    [head, { do: 'body', bytes: Buffer.concat([Buffer.from('{"model":"'), Buffer.of(0xe2, 0x82)]) }, end],
    'PROTOCOL_VIOLATION',
    /UTF-8/,
  ],
  ['a line above the cap', [head, body('x'.repeat(9_000_000), 1_000_000), hang], 'RESPONSE_TOO_LARGE', /8388608 bytes/],
  ['a text above the cap', [head, body(line('y'.repeat(2_000_001))), hang], 'RESPONSE_TOO_LARGE', /2000000 characters/],
  [
    'an HTML page from a gateway',
    standInHttp(502, '<html>Bad Gateway</html>', 'text/html'),
    'SERVER_ERROR',
    /502.*Bad Gateway/,
  ],
  ['a redirect', [{ do: 'head', status: 302, headers: { Location: 'http://127.0.0.1:1/' } }, end], 'NOT_OLLAMA', /302/],
  ['a missing page', standInHttp(404, '404 page not found', 'text/plain'), 'NOT_OLLAMA', /404 page not found/],
  [
    'an HTML page with status 200',
    standInHttp(200, '<html>Log in</html>', 'text/html'),
    'PROTOCOL_VIOLATION',
    /Log in/,
  ],
  [
    'a full queue',
    standInError(503, 'server busy, please try again.  maximum pending requests exceeded'),
    'SERVER_BUSY',
    /busy/,
  ],
  [
    'too little memory',
    standInError(500, 'model requires more system memory (5.6 GiB) than is available (3.1 GiB)'),
    'MODEL_TOO_LARGE',
    /5\.6 GiB/,
  ],
  [
    'a nested error',
    standInError(400, '{"error":{"code":400,"message":"failed to parse grammar"}}'),
    'SCHEMA_REJECTED',
    /failed to parse grammar/,
  ],
  ['an empty 403', standInHttp(403, ''), 'HOST_FORBIDDEN', /OLLAMA_ORIGINS/],
  ['the token limit', { text: 'half an ans', doneReason: 'length' }, 'OUTPUT_TRUNCATED', /numPredict/],
  [
    'the token limit while thinking',
    { text: '', thinking: 'hmm', doneReason: 'length' },
    'OUTPUT_TRUNCATED',
    /before any answer/,
  ],
  ['an unclosed thought', '<think>hmm', 'EMPTY_OUTPUT', /after thinking/],
  ['no text at all', '  \n', 'EMPTY_OUTPUT', /without an answer/],
  ['an endless repetition', { text: 'again '.repeat(100) }, 'OUTPUT_LOOP', /repeats "again "/],
  [
    'a prompt count at half the window',
    { text: 'ok', metrics: { prompt_eval_count: 2050 } },
    'CONTEXT_TRUNCATED',
    /2050 prompt tokens/,
  ],
];

describe('every fault of a server has one code, a message, and closes the connection', () => {
  it.each(faults)('%s', async (_name, reply, code, message) => {
    const { client, server } = await setUp({ replies: [reply] });
    const log = vi.spyOn(process.stdout, 'write');
    const error = await rejection(client.chat(sampleRequest));
    expect(error).toMatchObject({ name: 'LlmError', code });
    expect(error.message).toMatch(message);
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
    expect(await server.chats()[0]!.outcome).toBeTypeOf('string');
  });

  it('hands over what had arrived', async () => {
    const { client } = await setUp({ replies: [[head, body(line('half')), { do: 'reset' }]] });
    expect(await rejection(client.chat(sampleRequest))).toMatchObject({
      retryable: true,
      details: { partialText: 'half' },
    });
  });
});
