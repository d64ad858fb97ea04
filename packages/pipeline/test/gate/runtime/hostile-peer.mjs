// Stands in for a hostile tool process: speaks to the judge's client through the pipes in every wrong way.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const [, , directory, behaviour] = process.argv;
const frame = (text) => {
  const body = Buffer.from(text);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
};
const requests = openSync(`${directory}/requests`, 'r+');
const replies = openSync(`${directory}/replies`, 'w');
const read = () => {
  const header = Buffer.alloc(4);
  readSync(requests, header);
  const body = Buffer.alloc(header.readUInt32BE());
  readSync(requests, body);
  return JSON.parse(body.toString());
};
const say = (bytes) => {
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(replies, bytes, written);
  } catch {
    process.exit(0);
  }
};
const answer = (seq, value = 1) => say(frame(JSON.stringify({ seq, ok: true, value, isAsync: false })));
const behaviours = {
  honest: () => {
    for (;;) answer(read().seq);
  },
  'wrong greeting': () => {},
  'early answer': () => {
    answer(1);
    answer(2);
    read();
  },
  'answer twice': () => {
    for (;;) {
      const { seq } = read();
      answer(seq);
      answer(seq + 1);
    }
  },
  'wrong sequence': () => answer(read().seq + 5),
  'giant length': () => {
    read();
    say(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  },
  'no JSON': () => {
    read();
    say(frame('{"seq":1,'));
  },
  'invalid UTF-8': () => {
    read();
    say(Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from([0xff, 0xfe])]));
  },
  'JSON that is no object': () => {
    read();
    say(frame('[1]'));
  },
  'deep nesting': () => {
    read();
    say(frame(`{"seq":1,"ok":true,"value":${'['.repeat(100_000)}${']'.repeat(100_000)}}`));
  },
  'unknown value form': () => answer(read().seq, { $: 'function' }),
  'neither value nor error': () => say(frame(`{"seq":${read().seq},"ok":true}`)),
  'error without a name': () => say(frame(`{"seq":${read().seq},"ok":false,"error":{"message":"x"}}`)),
  'half a frame, then silence': () => {
    read();
    say(Buffer.from([0, 0, 1, 0, 0x7b]));
    setInterval(() => {}, 1000);
  },
  'half a frame, then the end': () => {
    read();
    say(Buffer.from([0, 0, 1, 0, 0x7b]));
    process.exit(0);
  },
  'endless bytes': () => {
    read();
    for (;;) say(Buffer.alloc(65_536, 0x20));
  },
  silence: () => setInterval(() => {}, 1000),
  'the end': () => {
    read();
    closeSync(replies);
    process.exit(0);
  },
};
say(frame(behaviour === 'wrong greeting' ? '{"seq":7,"ok":true}' : '{"seq":0,"ok":true}'));
behaviours[behaviour]();
