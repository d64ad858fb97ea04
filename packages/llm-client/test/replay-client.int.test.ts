import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ChatEvent, LlmClient, Transcript } from '../src/index.ts';
import {
  createAuthoringClient,
  createOllamaClient,
  createReplayClient,
  createTranscriptRecorder,
  formatTranscript,
  parseTranscript,
  readTranscript,
} from '../src/index.ts';
import { standInDigest, standInError, startStandInServer } from '../src/testing.ts';
import { rejection, sampleRequest } from './sample-request.ts';

const header = { name: 'sample', title: 'A sample', model: 'llama3.2', goal: 'greet' };
const schema = z.strictObject({ a: z.string() });
const folder = await mkdtemp(join(tmpdir(), 'llm-client-'));
afterAll(() => rm(folder, { recursive: true }));

/** Runs everything a program would and keeps all that it could see. */
async function runProgram(client: LlmClient): Promise<string> {
  const seen: unknown[] = [];
  const onEvent = (event: ChatEvent): unknown => seen.push(event);
  seen.push(await client.chat(sampleRequest, { onEvent }));
  seen.push(await client.structured({ ...sampleRequest, schema }, { onEvent }));
  return JSON.stringify(seen);
}

async function record(): Promise<Transcript> {
  const server = await startStandInServer({
    replies: [{ text: 'Hi 🎉', thinking: 'politely' }, '{"a":1}', '{"a":"x"}'],
  });
  const recorder = createTranscriptRecorder(header);
  await runProgram(createOllamaClient({ host: server.url, recorder }));
  await server.close();
  return recorder.transcript();
}

const author = async (): Promise<Transcript> => {
  const client = createAuthoringClient(header, ({ format, messages }) =>
    format === undefined
      ? { replyText: 'Hello\r\nthere', thinking: 'short' }
      : messages.length > 1
        ? '{"a":"x"}'
        : '{"a":1}',
  );
  await runProgram(client);
  return client.transcript();
};

describe('a recorded transcript', () => {
  it('replays to the same texts as the live run, and twice to the same bytes', async () => {
    const path = join(folder, 'recorded.ndjson');
    await writeFile(path, formatTranscript(await record()));
    const first = await runProgram(createReplayClient(await readTranscript(path)));
    expect(await runProgram(createReplayClient(await readTranscript(path)))).toBe(first);
    expect(first).toContain('"text":"Hi 🎉","thinking":"politely"');
    expect(first).toContain(
      `"origin":"recorded","transport":"replay","modelDigest":"${standInDigest('llama3.2')}","serverVersion":"0.33.0"`,
    );
  });

  it('survives its own file format unchanged', async () => {
    const text = formatTranscript(await record());
    expect(formatTranscript(parseTranscript(text))).toBe(text);
  });

  it('repeats the failures of a server', async () => {
    const server = await startStandInServer({
      replies: [standInError(500, 'model runner has unexpectedly stopped'), { text: 'half', doneReason: 'length' }],
    });
    const recorder = createTranscriptRecorder(header);
    const live = createOllamaClient({ host: server.url, recorder, resends: 0 });
    const other = { ...sampleRequest, messages: [{ role: 'user' as const, content: 'other' }] };
    expect(await rejection(live.chat(sampleRequest))).toMatchObject({ code: 'SERVER_ERROR' });
    expect(await rejection(live.chat(other))).toMatchObject({ code: 'OUTPUT_TRUNCATED' });
    await server.close();
    const replay = createReplayClient(recorder.transcript());
    expect(await rejection(replay.chat(sampleRequest))).toMatchObject({
      code: 'SERVER_ERROR',
      details: { status: 500 },
    });
    expect(await rejection(replay.chat(other))).toMatchObject({
      code: 'OUTPUT_TRUNCATED',
      details: { partialText: 'half' },
    });
  });

  it('holds no call that its caller ended', async () => {
    const server = await startStandInServer({ replies: [[{ do: 'head' }, { do: 'hang' }]] });
    const recorder = createTranscriptRecorder(header);
    const live = createOllamaClient({ host: server.url, recorder, timeouts: { idleMs: 100 } });
    expect(await rejection(live.chat(sampleRequest))).toMatchObject({ code: 'TIMEOUT_IDLE' });
    await server.close();
    expect(recorder.transcript().entries).toEqual([]);
  });

  it('from a stand-in with written answers can be marked as authored and then names no model', async () => {
    const server = await startStandInServer({ replies: ['hi'] });
    const recorder = createTranscriptRecorder(header, 'authored');
    await createOllamaClient({ host: server.url, recorder }).chat(sampleRequest);
    await server.close();
    const { provenance } = await createReplayClient(recorder.transcript()).chat(sampleRequest);
    expect(provenance).toMatchObject({ origin: 'authored', modelDigest: null, serverVersion: null, metrics: {} });
  });
});

describe('an authored transcript', () => {
  it('answers the program it was written with, says that no model wrote it, and measures nothing', async () => {
    const transcript = await author();
    expect(transcript.header.origin).toBe('authored');
    const client = createReplayClient(parseTranscript(formatTranscript(transcript)));
    expect(await client.chat(sampleRequest)).toMatchObject({
      text: 'Hello\nthere',
      thinking: 'short',
      provenance: { origin: 'authored', transport: 'replay', modelDigest: null, serverVersion: null, metrics: {} },
    });
    expect((await client.structured({ ...sampleRequest, schema })).value).toEqual({ a: 'x' });
  });

  it.each([
    [
      'one character of the prompt',
      { ...sampleRequest, messages: [{ role: 'user' as const, content: 'Say ho' }] },
      /\$\.messages\[0\]\.content: asked "Say ho", stored "Say hi"/,
    ],
    [
      'the seed',
      { ...sampleRequest, options: { ...sampleRequest.options, seed: 8 } },
      /\$\.options\.seed: asked 8, stored 7/,
    ],
    [
      'the model',
      { ...sampleRequest, model: 'phi4-mini' },
      /\$\.model: asked "phi4-mini:latest", stored "llama3\.2:latest"/,
    ],
    [
      'another message',
      { ...sampleRequest, messages: [...sampleRequest.messages, { role: 'user' as const, content: 'and now' }] },
      /\$\.messages\[1\]: asked \{"content":"and now".*, stored \(absent\)/,
    ],
  ])('misses loudly when %s differs, and names the place', async (_what, request, message) => {
    const error = await rejection(createReplayClient(await author()).chat(request));
    expect(error).toMatchObject({ code: 'TRANSCRIPT_MISS', retryable: false });
    expect(error.message).toMatch(message);
  });

  it('misses also when it is empty', async () => {
    const client = createReplayClient({ header: (await author()).header, entries: [] });
    expect(await rejection(client.chat(sampleRequest))).toMatchObject({
      code: 'TRANSCRIPT_MISS',
      message: expect.stringContaining('no request at all'),
    });
  });

  it.each(['instant', 'recorded'] as const)('can be aborted in the middle with %s timing', async (timing) => {
    const client = createReplayClient(await author(), { timing });
    const controller = new AbortController();
    let text = '';
    const call = client.chat(sampleRequest, {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind !== 'content-delta') return;
        text += event.text;
        controller.abort();
      },
    });
    expect(await rejection(call)).toMatchObject({ code: 'ABORTED' });
    expect('Hello\nthere').toContain(text);
    expect(text).not.toBe('Hello\nthere');
  });

  it('keeps the stored pace when asked to, and gives the same result', async () => {
    const transcript = await author();
    const startedAt = performance.now();
    const reply = await createReplayClient(transcript, { timing: 'recorded' }).chat(sampleRequest);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual((transcript.entries[0]?.end.t ?? 0) - 5);
    expect(reply).toEqual(await createReplayClient(transcript).chat(sampleRequest));
  });

  it('an error in the handler of the caller reaches the caller as it is', async () => {
    const client = createReplayClient(await author());
    const broken = new RangeError('handler');
    const call = client.chat(sampleRequest, {
      onEvent: () => {
        throw broken;
      },
    });
    await expect(call).rejects.toBe(broken);
  });
});

describe('readTranscript', () => {
  it('refuses a file that is not there', async () => {
    expect(await rejection(readTranscript(join(folder, 'none\u001b[31m')))).toMatchObject({
      code: 'TRANSCRIPT_INVALID',
      message: expect.stringContaining('none\\u001b[31m'),
    });
  });

  it('refuses a file that was cut', async () => {
    const path = join(folder, 'cut.ndjson');
    const text = formatTranscript(await record());
    await writeFile(path, text.slice(0, -200));
    expect(await rejection(readTranscript(path))).toMatchObject({ code: 'TRANSCRIPT_INVALID' });
    expect(await readFile(path, 'utf8')).not.toBe(text);
  });
});
