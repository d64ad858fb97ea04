import { encodeFrame, parseFrameBody, readFrameLength } from '../core/gate/wire-codec.ts';

/** The harness's end of a tool process's channel. Everything that comes from it is hostile. */
export interface FrameChannel {
  readonly send: (message: object) => void;
  /** The next message; rejects at the end of the stream, at a malformed frame, or after `waitMs`. */
  readonly receive: (waitMs: number) => Promise<Readonly<Record<string, unknown>>>;
}

/** Reads length-prefixed frames from a stream, one at a time and never more than one frame ahead. */
export function createFrameChannel(stream: NodeJS.ReadWriteStream): FrameChannel {
  let buffered = Buffer.alloc(0);
  let ended = false;
  let wake: () => void = () => undefined;
  stream.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    // Backpressure: an unasked flood stays in the pipe.
    stream.pause();
    wake();
  });
  for (const event of ['end', 'close', 'error']) {
    stream.on(event, () => {
      ended = true;
      wake();
    });
  }
  const take = (): Readonly<Record<string, unknown>> | undefined => {
    if (buffered.length < 4) return undefined;
    const length = readFrameLength(buffered.subarray(0, 4));
    if (buffered.length < 4 + length) return undefined;
    const body = buffered.subarray(4, 4 + length);
    buffered = buffered.subarray(4 + length);
    return parseFrameBody(body);
  };
  return {
    send: (message) => void stream.write(encodeFrame(message)),
    receive: (waitMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => settle(() => reject(new Error('no answer within the time limit'))), waitMs);
        const settle = (act: () => void): void => {
          clearTimeout(timer);
          wake = () => undefined;
          act();
        };
        wake = () => {
          try {
            const message = take();
            if (message !== undefined) settle(() => resolve(message));
            else if (ended) settle(() => reject(new Error('the process of the tool has ended')));
            else stream.resume();
          } catch (error) {
            settle(() => reject(error instanceof Error ? error : new Error('malformed frame')));
          }
        };
        wake();
      }),
  };
}
