import type { TaskState } from './driver-state.ts';

/** What becomes of an attempt that did not succeed. */
export type Settlement = { readonly kind: 'requeue' } | { readonly kind: 'quarantine'; readonly reason: string };

/** Decides between another attempt and quarantine. `retryable: false` means that another attempt cannot help. */
export function settleFailure(
  task: Pick<TaskState, 'attempts' | 'interrupted'>,
  maxAttempts: number,
  failure: { readonly what: string; readonly retryable: boolean },
): Settlement {
  const failures = task.attempts - task.interrupted;
  if (!failure.retryable) return { kind: 'quarantine', reason: failure.what };
  if (failures < maxAttempts) return { kind: 'requeue' };
  return { kind: 'quarantine', reason: `${failure.what} ${failures}x` };
}
