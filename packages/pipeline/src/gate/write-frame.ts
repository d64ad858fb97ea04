import { writeSync } from 'node:fs';
import { encodeFrame } from '../core/gate/wire-codec.ts';

/** Writes one small frame to a non-blocking pipe. Throws when the pipe is full or nobody reads it. */
export function writeFrame(pipe: number, message: object): void {
  writeSync(pipe, encodeFrame(message));
}
