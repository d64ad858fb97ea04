import { setTimeout as sleep } from 'node:timers/promises';
import { aborted } from './connection-errors.ts';
import { LlmError } from './errors.ts';

/** When a call is sent again unchanged. */
export interface ResendPolicy {
  /** How often at most. */
  readonly times: number;
  /** First wait in milliseconds; doubles each time and is spread by up to half. */
  readonly waitMs: number;
}

/** Does the work again after a full queue, or a connection that broke before any text came. */
export async function withResends<Result>(
  policy: ResendPolicy,
  signal: AbortSignal | undefined,
  onResend: (why: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let sent = 1; ; sent += 1) {
    try {
      return await work();
    } catch (error) {
      if (sent > policy.times || !isWorthResending(error)) throw error;
      onResend(error.message);
      const waitMs = policy.waitMs * 2 ** (sent - 1) * (1 + Math.random() / 2);
      await sleep(waitMs, undefined, signal ? { signal } : {}).catch(() => undefined);
      if (signal?.aborted) throw aborted(signal);
    }
  }
}

function isWorthResending(error: unknown): error is LlmError {
  if (!LlmError.isInstance(error)) return false;
  if (error.code === 'SERVER_BUSY') return true;
  return (
    (error.code === 'CONNECTION_LOST' || error.code === 'STREAM_INCOMPLETE') && (error.details.partialText ?? '') === ''
  );
}
