import { expect, it } from 'vitest';
import * as surface from '../src/index.ts';
import * as testing from '../src/testing.ts';
import { sampleRequest } from './sample-request.ts';

it('exports exactly these values', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'LlmError',
    'authorTranscript',
    'chatRequestSchema',
    'compileGrammar',
    'createAuthoringClient',
    'createOllamaClient',
    'createReplayClient',
    'createTranscriptRecorder',
    'extractJson',
    'formatTranscript',
    'parseOllamaHost',
    'parseTranscript',
    'readTranscript',
    'requestKey',
    'timeoutsSchema',
    'toJsonSchema',
    'toWireRequest',
    'transcriptSchema',
  ]);
  expect(Object.keys(testing).toSorted()).toEqual([
    'standInDigest',
    'standInError',
    'standInHttp',
    'standInLine',
    'startStandInServer',
  ]);
});

it('keeps the key of a request: stored transcripts depend on it', () => {
  expect(surface.requestKey(surface.toWireRequest(sampleRequest))).toBe(
    'sha256:e1e2ddbe4cd70c21a2fe2417d322ed7cec449ab8c2761ebc8e3bc4eee3e6c94b',
  );
});

it('keeps the transcript format', () => {
  const request = surface.toWireRequest(sampleRequest);
  const header = { name: 'pin', title: 'Pinned', model: 'llama3.2', goal: 'greet' };
  expect(surface.formatTranscript(surface.authorTranscript(header, [{ request, replyText: 'Hi' }]))).toBe(
    [
      '{"k":"transcript","formatVersion":1,"name":"pin","title":"Pinned","origin":"authored","goal":"greet","model":"llama3.2"}',
      '{"k":"request","key":"sha256:e1e2ddbe4cd70c21a2fe2417d322ed7cec449ab8c2761ebc8e3bc4eee3e6c94b","body":{"model":"llama3.2:latest","messages":[{"content":"Say hi","role":"user"}],"options":{"num_ctx":4096,"num_predict":200,"repeat_penalty":1,"seed":7,"temperature":0,"top_k":40,"top_p":0.9},"shift":false,"think":false,"truncate":false}}',
      '{"k":"meta","origin":"authored","modelDigest":null,"serverVersion":null,"contextLength":null}',
      '{"k":"chunk","t":240,"raw":{"model":"llama3.2:latest","created_at":"1970-01-01T00:00:00Z","message":{"role":"assistant","content":"Hi"},"done":false}}',
      '{"k":"chunk","t":252,"raw":{"model":"llama3.2:latest","created_at":"1970-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}}',
      '{"k":"end","t":252,"kind":"done","status":200}',
      '',
    ].join('\n'),
  );
});

it('keeps the default limits', () => {
  expect(surface.timeoutsSchema.parse({})).toEqual({
    connectMs: 5000,
    firstByteMs: 600_000,
    idleMs: 60_000,
    totalMs: 900_000,
    probeMs: 5000,
  });
});
