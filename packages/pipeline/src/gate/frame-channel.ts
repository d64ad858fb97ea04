import { encodeFrame, maxFrameBytes, parseFrameBody, readFrameLength, WireError } from '../core/gate/wire-codec.ts';

const headerBytes = 4;

/** Message of a `receive` that ran out of time. */
export const noAnswerInTime = 'no answer within the time limit';
/** Message of a `receive` from a process that is gone. */
export const processEnded = 'the process of the tool has ended';

/** The harness's end of a tool process's channel. Everything that comes from it is hostile. */
export interface FrameChannel {
  readonly send: (message: object) => void;
  /** The next message; rejects at the end of the stream, at a malformed or oversized frame, or after `waitMs`. */
  readonly receive: (waitMs: number) => Promise<Readonly<Record<string, unknown>>>;
}

const doNothing = (): void => undefined;

/** Reads length-prefixed frames from a stream. The stream is always drained, or its process could not end; what exceeds one frame is dropped. */
export function createFrameChannel(stream: NodeJS.ReadWriteStream): FrameChannel {
  let buffered = Buffer.alloc(0);
  let isFlooded = false;
  let isEnded = false;
  let wake: () => void = doNothing;
  stream.on('data', (chunk: Buffer) => {
    isFlooded ||= buffered.length + chunk.length > maxFrameBytes + headerBytes;
    buffered = isFlooded ? Buffer.alloc(0) : Buffer.concat([buffered, chunk]);
    wake();
  });
  for (const event of ['end', 'close', 'error']) {
    stream.on(event, () => {
      isEnded = true;
      wake();
    });
  }
  const take = (): Readonly<Record<string, unknown>> | undefined => {
    if (isFlooded) throw new WireError('more came than one frame can hold');
    if (buffered.length < headerBytes) return undefined;
    const length = readFrameLength(buffered.subarray(0, headerBytes));
    if (buffered.length < headerBytes + length) return undefined;
    const body = buffered.subarray(headerBytes, headerBytes + length);
    buffered = buffered.subarray(headerBytes + length);
    return parseFrameBody(body);
  };
  return {
    send: (message) => void stream.write(encodeFrame(message)),
    receive: (waitMs) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          clearTimeout(timer);
          wake = doNothing;
          act();
        };
        const timer = setTimeout(() => settle(() => reject(new Error(noAnswerInTime))), waitMs);
        wake = () => {
          try {
            const message = take();
            if (message !== undefined) settle(() => resolve(message));
            else if (isEnded) settle(() => reject(new Error(processEnded)));
          } catch (error) {
            settle(() => reject(error instanceof Error ? error : new Error('malformed frame')));
          }
        };
        wake();
      }),
  };
}
