// Runs inside the tool's sandbox: reads requests and writes answers, blocking, one at a time.
import { openSync, readSync, writeSync } from 'node:fs';
import { encodeFrame, parseFrameBody, readFrameLength, WireError } from '../../core/gate/wire-codec.ts';

type Message = Readonly<Record<string, unknown>>;

/** Greets with `greeting` and answers requests until the other side is gone. Each end is the path of a pipe or the number of a channel. */
export async function serveFrames(
  link: { readonly requests: string | number; readonly replies: string | number },
  greeting: Message,
  answer: (request: Message) => Message | Promise<Message>,
): Promise<never> {
  // Read-write, so that opening does not wait for the judge and its leaving does not look like an end.
  const requests = typeof link.requests === 'number' ? link.requests : openSync(link.requests, 'r+');
  const replies = typeof link.replies === 'number' ? link.replies : openSync(link.replies, 'w');
  writeFull(replies, replyFrame(greeting, 0));
  for (;;) {
    const request = parseFrameBody(readFull(requests, readFrameLength(readFull(requests, 4))));
    const reply = await answer(request);
    // What the harness asks is answered to the harness, not to the judge.
    const toHarness = request['op'] === 'finish' || request['op'] === 'compare';
    writeFull(toHarness ? 3 : replies, replyFrame(reply, request['seq']));
  }
}

function readFull(fd: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const read = readSync(fd, bytes, filled, length - filled, null);
    if (read === 0) process.exit(0);
    filled += read;
  }
  return bytes;
}

function writeFull(fd: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
}

function replyFrame(message: Message, seq: unknown): Buffer {
  try {
    return encodeFrame({ seq, ...message });
  } catch (error) {
    return encodeFrame({
      seq,
      ok: false,
      notPlain: error instanceof WireError ? error.message : 'the result cannot be sent',
    });
  }
}
