import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { StandInStep } from './stand-in-steps.ts';

/** How an exchange ended, seen from the server. */
export type StandInOutcome = 'answered' | 'reset' | 'closed-by-client';

/** Plays the steps on the socket. Ends early when the client closes it. */
export async function playSteps(socket: Socket, steps: readonly StandInStep[]): Promise<StandInOutcome> {
  const closed = new AbortController();
  const onClose = (): void => closed.abort();
  socket.once('close', onClose);
  socket.setNoDelay(true);
  try {
    for (const step of steps) {
      if (socket.destroyed) return 'closed-by-client';
      await playStep(socket, step, closed.signal);
      if (step.do === 'end') return 'answered';
      if (step.do === 'reset') return 'reset';
    }
    socket.end();
    return socket.destroyed ? 'closed-by-client' : 'answered';
  } catch (error) {
    if (socket.destroyed) return 'closed-by-client';
    throw error;
  } finally {
    socket.off('close', onClose);
  }
}

async function playStep(socket: Socket, step: StandInStep, closed: AbortSignal): Promise<void> {
  switch (step.do) {
    case 'head': {
      const contentType = step.contentType ?? 'application/x-ndjson';
      const headers = Object.entries({
        'Content-Type': contentType,
        ...step.headers,
        'Transfer-Encoding': 'chunked',
        Connection: 'close',
      });
      const head = [`HTTP/1.1 ${step.status ?? 200} Stand-in`, ...headers.map(([name, value]) => `${name}: ${value}`)];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      return;
    }
    case 'body':
      for (const packet of packets(Buffer.from(step.bytes), step.packetBytes)) {
        if (socket.destroyed) return;
        socket.write(Buffer.concat([Buffer.from(`${packet.length.toString(16)}\r\n`), packet, Buffer.from('\r\n')]));
        await nextTurn();
      }
      return;
    case 'raw':
      socket.write(step.bytes);
      return;
    case 'wait':
      await sleep(step.ms, undefined, { signal: closed });
      return;
    case 'hang':
      if (!closed.aborted) await once(closed, 'abort');
      return;
    case 'end':
      socket.end('0\r\n\r\n');
      return;
    case 'reset':
      // What was written must leave first, or the reset swallows it.
      await sleep(20);
      socket.resetAndDestroy();
      return;
  }
}

function* packets(bytes: Buffer, size = bytes.length): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
