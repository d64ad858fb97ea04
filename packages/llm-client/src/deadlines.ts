import type { Timeouts } from './core/timeouts-schema.ts';
import type { LlmErrorCode } from './errors.ts';
import { LlmError } from './errors.ts';

type Phase = 'connect' | 'first-byte' | 'idle';

/** The clocks of one call: one phase at a time, and one for the whole. */
export interface Deadlines {
  /** Ends the running phase and starts the next. */
  enter(phase: Phase): void;
  /** Stops the phase clock while this side is busy. */
  pause(): void;
  stop(): void;
}

const phases: Readonly<
  Record<Phase, { code: LlmErrorCode; limit: 'connectMs' | 'firstByteMs' | 'idleMs'; text: string }>
> = {
  connect: {
    code: 'TIMEOUT_CONNECT',
    limit: 'connectMs',
    text: 'did not accept a connection. Check the host (OLLAMA_HOST) and that the server runs',
  },
  'first-byte': {
    code: 'TIMEOUT_FIRST_BYTE',
    limit: 'firstByteMs',
    text: 'accepted the request but sent nothing. The model may still be loading or others wait before this call: see "ollama ps", or raise timeouts.firstByteMs',
  },
  idle: {
    code: 'TIMEOUT_IDLE',
    limit: 'idleMs',
    text: 'stopped in the middle of its answer. See the log of the server, or raise timeouts.idleMs',
  },
};

/** Starts the total clock and the connect phase; `expire` is called once per limit that runs out. */
export function startDeadlines(url: string, timeouts: Timeouts, expire: (error: LlmError) => void): Deadlines {
  let timer: NodeJS.Timeout | undefined;
  const total = setTimeout(() => {
    expire(
      new LlmError(
        'TIMEOUT_TOTAL',
        `The call to ${url} took longer than ${timeouts.totalMs} ms. Ask for less (numPredict) or raise timeouts.totalMs.`,
      ),
    );
  }, timeouts.totalMs);
  const deadlines: Deadlines = {
    enter(phase) {
      clearTimeout(timer);
      const { code, limit, text } = phases[phase];
      timer = setTimeout(
        () => expire(new LlmError(code, `${url} ${text} (limit ${timeouts[limit]} ms).`)),
        timeouts[limit],
      );
    },
    pause: () => clearTimeout(timer),
    stop() {
      clearTimeout(timer);
      clearTimeout(total);
    },
  };
  deadlines.enter('connect');
  return deadlines;
}
