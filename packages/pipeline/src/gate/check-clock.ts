import type { CheckName } from '../core/report-schema.ts';

/** Progress of one gate run: a check starts, a check is done. Other kinds may come and are to be ignored. */
export type GateEvent =
  | { readonly kind: 'check-started'; readonly check: CheckName }
  | { readonly kind: 'check-finished'; readonly check: CheckName; readonly durationMs: number };

/** Times the checks of one run and tells of them. */
export interface CheckClock {
  readonly times: ReadonlyMap<CheckName, number>;
  readonly measure: <Result>(check: CheckName, action: () => Promise<Result>) => Promise<Result>;
  readonly start: (check: CheckName) => void;
  readonly record: (check: CheckName, durationMs: number) => void;
}

export function createCheckClock(onEvent: (event: GateEvent) => void = () => undefined): CheckClock {
  const times = new Map<CheckName, number>();
  const record = (check: CheckName, durationMs: number): void => {
    times.set(check, durationMs);
    onEvent({ kind: 'check-finished', check, durationMs });
  };
  const start = (check: CheckName): void => onEvent({ kind: 'check-started', check });
  return {
    times,
    start,
    record,
    measure: async (check, action) => {
      const startedAt = performance.now();
      start(check);
      try {
        return await action();
      } finally {
        record(check, performance.now() - startedAt);
      }
    },
  };
}
