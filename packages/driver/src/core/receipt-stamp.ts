import { findTask, type DriverState } from './driver-state.ts';
import { applyEntry } from './fold.ts';
import { emptyChain, type JournalEntry, type Stamp } from './journal-entry.ts';
import type { JournalEvent, JournalEventName } from './journal-event-schema.ts';

/** Entries after which a task may stand elsewhere than before. */
const transitions: ReadonlySet<JournalEventName> = new Set<JournalEventName>([
  'dispatch',
  'requeue',
  'quarantine',
  'verified',
  'proposed',
  'commit',
  'commit_denied',
  'commit_skipped',
  'interrupted',
  'deferred',
  'dependency_blocked',
]);

const unchained = { ts: '', seq: 0, prev_hash: '', prev_digest: '', ...emptyChain };

/** What a receipt says of the attempt it is about: the key of its effect, and the step the task takes. */
export function stampOf(state: DriverState, event: JournalEvent): Stamp {
  if (!('task' in event) || event.task === null) return {};
  const { task } = event;
  const key = [...state.attempts, ...state.recordsDue].find((open) => open.task === task)?.key;
  const keyed = key === null || key === undefined || 'idempotency_key' in event ? {} : { idempotency_key: key };
  if (!transitions.has(event.event)) return keyed;
  const prev = findTask(state, task)?.status;
  const next = findTask(applyEntry(state, { ...event, ...unchained }), task)?.status;
  return prev === next ? keyed : { ...keyed, prev, next };
}

/** The deployment an existing journal belongs to; undefined for a new one. */
export function findDeployment(entries: readonly JournalEntry[]): string | undefined {
  return entries.findLast(({ deployment_id: id }) => id !== undefined)?.deployment_id;
}
