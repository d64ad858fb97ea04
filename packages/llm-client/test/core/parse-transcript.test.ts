import { describe, expect, it } from 'vitest';
import { authorTranscript, formatTranscript, parseTranscript, toWireRequest } from '../../src/index.ts';
import { sampleRequest } from '../sample-request.ts';

const header = { name: 'sample', title: 'A sample', model: 'llama3.2' };
const request = toWireRequest(sampleRequest);
const text = formatTranscript(authorTranscript(header, [{ request, replyText: 'hi' }]));
const lines = text.trimEnd().split('\n');
const edit = (index: number, change: (line: string) => string): string =>
  lines.map((line, at) => `${at === index ? change(line) : line}\n`).join('');

describe('parseTranscript', () => {
  it('reads what formatTranscript wrote', () => {
    expect(formatTranscript(parseTranscript(text))).toBe(text);
  });

  it.each([
    ['an empty file', '', /Line 1 .*no JSON/],
    [
      'another format version',
      edit(0, (line) => line.replace('"formatVersion":1', '"formatVersion":2')),
      /Line 1 .*formatVersion/,
    ],
    ['an unknown field', edit(0, (line) => line.replace('{', '{"extra":1,')), /Line 1 .*extra/],
    ['an edited prompt', edit(1, (line) => line.replace('Say hi', 'Say ho')), /Line 2 .*key is not the hash/],
    [
      'a digest on an authored answer',
      edit(2, (line) => line.replace('"modelDigest":null', `"modelDigest":"${'ab'.repeat(32)}"`)),
      /no model digest/,
    ],
    [
      'an origin that differs from the header',
      edit(0, (line) => line.replace('"origin":"authored"', '"origin":"recorded"')),
      /differs from the header/,
    ],
    ['a line that is no JSON', edit(3, () => 'oops'), /Line 4 .*"oops"/],
    ['a call without an end', lines.slice(0, -1).join('\n'), /the last call has no end/],
    ['a chunk before its request', [lines[0], ...lines.slice(3)].join('\n'), /"chunk" has no place here/],
    ['a second answer to one request', text + lines.slice(1).join('\n'), /second answer to one request/],
  ])('refuses %s and names the place', (_what, broken, message) => {
    const parse = (): unknown => parseTranscript(broken);
    expect(parse).toThrow(expect.objectContaining({ code: 'TRANSCRIPT_INVALID' }));
    expect(parse).toThrow(message);
  });
});
