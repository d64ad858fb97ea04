import { describe, expect, it } from 'vitest';
import { emptyChain, sealEntry } from '../../src/core/journal-entry.ts';
import type { JournalEvent } from '../../src/core/journal-event-schema.ts';
import { renderLegacyLine } from '../../src/core/render-legacy-line.ts';

const ts = '2026-01-01T00:00:00.000Z';
const render = (event: JournalEvent): string | null => renderLegacyLine(sealEntry(emptyChain, event, ts));
const of = { task: 't1', attempt: 2 };

describe('renderLegacyLine', () => {
  it.each<[JournalEvent, string | null]>([
    [
      {
        event: 'driver_up',
        session: '',
        goal: 'g',
        goal_file: '',
        profile: 'legacy',
        mode: 'propose',
        why: 'w',
        ratified_by: null,
        proposed_by: null,
        pid: 1,
        runs: 0,
        wall_ms: 0,
        tasks: [],
      },
      "driver up — goal: 'g'  mode=propose (w)",
    ],
    [
      { event: 'dispatch', ...of, idempotency_key: '', run_key: '', base: null, runs: 1, wall_ms: 0, claim: 'do it' },
      '-> t1 (attempt 2): do it',
    ],
    [{ event: 'alert', kind: 'quarantine', task: 't1', message: 'task t1 QUARANTINED' }, 'ALERT: task t1 QUARANTINED'],
    [
      { event: 'budget_halt', limit: 'max_worker_runs', cap: '3', runs: 3, wall_ms: 0 },
      'BUDGET HALT — max_worker_runs=3 reached after 3 worker-runs.',
    ],
    [
      { event: 'goal_complete', tasks: 2, blocked: 1, runs: 3, wall_ms: 0 },
      'GOAL COMPLETE — 2 tasks, 1 blocked/surfaced.',
    ],
    [{ event: 'commit', ...of, commit: 'abc', tree: 'def', recovered: false }, '   committed. abc'],
    [{ event: 'record', ...of, status: 'keyless', path: null }, null],
    [{ event: 'worker_started', ...of, pid: 1, pid_start: '' }, null],
  ])('renders %j', (event, words) => {
    expect(render(event)).toBe(words === null ? null : `[${ts}] ${words}`);
  });

  it('lets no control, direction or line character of foreign text reach the terminal', () => {
    const line = render({ event: 'warning', code: 'X', message: 'a\u001b[2Jb\nc\u202ed\u009be\u200b' });
    expect(line).toBe(`[${ts}] WARNING: a\\u001b[2Jb\\nc\\u202ed\\u009be\\u200b`);
  });
});
