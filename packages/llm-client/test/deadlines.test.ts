import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startDeadlines } from '../src/deadlines.ts';
import { timeoutsSchema } from '../src/index.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const setUp = (limits: object): { expired: string[]; deadlines: ReturnType<typeof startDeadlines> } => {
  const expired: string[] = [];
  const deadlines = startDeadlines('http://h:1', timeoutsSchema.parse(limits), ({ code }) => expired.push(code));
  return { expired, deadlines };
};

it('measures each phase by its own limit and the whole by the total', () => {
  const { expired, deadlines } = setUp({ connectMs: 10, firstByteMs: 20, idleMs: 30, totalMs: 100 });
  vi.advanceTimersByTime(9);
  deadlines.enter('first-byte');
  vi.advanceTimersByTime(19);
  deadlines.enter('idle');
  vi.advanceTimersByTime(29);
  deadlines.pause();
  vi.advanceTimersByTime(42);
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(expired).toEqual(['TIMEOUT_TOTAL']);
});

it.each([
  ['connect', 'TIMEOUT_CONNECT'],
  ['first-byte', 'TIMEOUT_FIRST_BYTE'],
  ['idle', 'TIMEOUT_IDLE'],
] as const)('names the phase %s whose limit ran out', (phase, code) => {
  const { expired, deadlines } = setUp({ connectMs: 10, firstByteMs: 10, idleMs: 10 });
  deadlines.enter(phase);
  vi.advanceTimersByTime(10);
  expect(expired).toEqual([code]);
});

it('leaves no timer behind when it is stopped', () => {
  const { deadlines } = setUp({});
  deadlines.enter('idle');
  deadlines.stop();
  expect(vi.getTimerCount()).toBe(0);
});
