import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { encodeFrame } from '../core/gate/wire-codec.ts';
import type { FrameChannel } from './frame-channel.ts';

const finishSequence = 'finish';

/** Asks a tool process for its counters once the judge has left; `undefined` when it is gone or answers nonsense. */
export async function finishTool(
  channel: FrameChannel,
  requestPipe: string,
  waitMs: number,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const pipe = openSync(requestPipe, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(pipe, encodeFrame({ op: 'finish', seq: finishSequence }));
    } finally {
      closeSync(pipe);
    }
    const reply = await channel.receive(waitMs);
    return reply['seq'] === finishSequence ? reply : undefined;
  } catch {
    return undefined;
  }
}

/** Tells the judge through the tool's own pipe that the tool has ended, so that it need not wait for one that never came. */
export function announceEnd(replyPipe: string): () => void {
  const pipe = openSync(replyPipe, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    writeSync(pipe, encodeFrame({ gone: true }));
  } catch {
    // A full pipe already holds more than the judge accepts.
  }
  return () => closeSync(pipe);
}
