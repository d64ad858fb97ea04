import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processDeadline } from '../../src/core/budget.ts';
import type { Budget } from '../../src/core/budget.ts';
import type { DriverState, TaskState } from '../../src/core/driver-state.ts';
import { nextAction } from '../../src/core/next-action.ts';
import type { Schedule } from '../../src/core/schedule.ts';
import { settleFailure } from '../../src/core/settlement.ts';

const unscheduled = {
  needs: [],
  priority: 0,
  resource: null,
  deferrals: 0,
  notBeforeWallMs: 0,
  landing: null,
};
const inFileOrder = (budget: Budget = {}): Schedule => ({ budget, concurrency: 1, resources: {}, order: ['file'] });
const task: fc.Arbitrary<TaskState> = fc
  .record({
    id: fc.stringMatching(/^[a-z]{1,3}$/),
    claim: fc.constant('x'),
    reversible: fc.boolean(),
    status: fc.constantFrom('pending', 'running', 'done', 'blocked'),
    attempts: fc.nat({ max: 5 }),
    interrupted: fc.constant(0),
  })
  .map((fields) => ({ ...fields, ...unscheduled }));
const stateWith = (tasks: readonly TaskState[], runs = 0): DriverState => ({
  tasks,
  runs,
  wallMs: 0,
  session: null,
  goalFile: null,
  attempts: [],
  recordsDue: [],
  lastSuccessAt: null,
  recordChain: { count: 0, head: null },
});

describe('nextAction', () => {
  it('says complete only when every task is done or blocked, else takes the first that is not, with the next attempt number', () => {
    fc.assert(
      fc.property(fc.uniqueArray(task, { selector: ({ id }) => id }), (tasks) => {
        const action = nextAction(stateWith(tasks), inFileOrder(), 0);
        const open = tasks.find(({ status }) => status === 'pending' || status === 'running');
        expect(action).toEqual(
          open === undefined
            ? {
                kind: 'complete',
                tasks: tasks.length,
                blocked: tasks.filter(({ status }) => status === 'blocked').length,
              }
            : { kind: 'dispatch', task: open.id, attempt: open.attempts + 1 },
        );
      }),
    );
  });

  it('never dispatches once a cap is reached, and zero is a cap', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), fc.nat(5000), fc.nat(5), (runs, maxRuns, wallMs, maxSeconds) => {
        const state = stateWith(
          [{ id: 'a', claim: '', reversible: false, status: 'pending', attempts: 0, interrupted: 0, ...unscheduled }],
          runs,
        );
        const action = nextAction(
          state,
          inFileOrder({ max_worker_runs: maxRuns, max_wall_seconds: maxSeconds }),
          wallMs,
        );
        expect(action.kind).toBe(runs >= maxRuns || wallMs >= maxSeconds * 1000 ? 'budget-halt' : 'dispatch');
      }),
    );
  });

  it('first finishes what is open: an attempt, then a record', () => {
    const due = {
      task: 'a',
      key: null,
      attempt: 2,
      outcome: 'verified',
      base: null,
      verification: null,
      landing: null,
      resolvedAt: '',
    } as const;
    const attempt = {
      session: 'an earlier one',
      task: 'b',
      attempt: 1,
      runKey: '',
      key: '',
      base: null,
      processes: [],
      verification: null,
      intent: null,
      landing: null,
    };
    expect(nextAction({ ...stateWith([]), recordsDue: [due] }, inFileOrder(), 0)).toEqual({
      kind: 'record',
      task: 'a',
      attempt: 2,
    });
    expect(nextAction({ ...stateWith([]), recordsDue: [due], attempts: [attempt] }, inFileOrder(), 0)).toEqual({
      kind: 'recover',
      task: 'b',
      attempt: 1,
    });
  });
});

describe('processDeadline', () => {
  it('is the shorter of time limit and remaining budget, and says which', () => {
    expect(processDeadline({}, 0, 500)).toEqual({ afterMs: 500, because: 'timeout' });
    expect(processDeadline({ max_wall_seconds: 2 }, 1900, 500)).toEqual({ afterMs: 100, because: 'budget' });
    expect(processDeadline({ max_wall_seconds: 2 }, 2100, 500)).toEqual({ afterMs: 0, because: 'budget' });
  });
});

describe('settleFailure', () => {
  it.each([
    [{ attempts: 1, interrupted: 0 }, true, { kind: 'requeue' }],
    [{ attempts: 3, interrupted: 0 }, true, { kind: 'quarantine', reason: 'verify failed 3x' }],
    [{ attempts: 4, interrupted: 2 }, true, { kind: 'requeue' }],
    [{ attempts: 1, interrupted: 0 }, false, { kind: 'quarantine', reason: 'verify failed' }],
  ])('after %j (retryable %s) of at most 3 says %j', (task_, retryable, expected) => {
    expect(settleFailure(task_, 3, { what: 'verify failed', retryable })).toEqual(expected);
  });
});
