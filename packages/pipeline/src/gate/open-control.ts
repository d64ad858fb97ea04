import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { createFrameChannel, type FrameChannel } from './frame-channel.ts';
import type { PipePair } from './make-pipes.ts';
import { writeFrame } from './write-frame.ts';

/** The gate's end of a pair of pipes. */
export interface ControlChannel extends Disposable {
  readonly send: FrameChannel['send'];
  readonly receive: FrameChannel['receive'];
}

/** Opens the gate's end. It never sees an end of file, so that a judge may come and go; who waits must also watch the judge. */
export function openControl({ requests, replies }: PipePair): ControlChannel {
  const writing = openSync(requests, constants.O_RDWR | constants.O_NONBLOCK);
  // The socket owns and closes this one.
  const socket = new Socket({ fd: openSync(replies, constants.O_RDWR | constants.O_NONBLOCK), writable: false });
  const channel = createFrameChannel(socket);
  return {
    send: (message) => writeFrame(writing, message),
    receive: channel.receive,
    [Symbol.dispose]: () => {
      socket.destroy();
      closeSync(writing);
    },
  };
}
