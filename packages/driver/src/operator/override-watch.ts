import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync, statSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { JournalEntry } from '../core/journal-entry.ts';
import type { RequestedOverride } from '../core/override-entry.ts';
import { applyOverride, noOverrides, raisesAutonomy, type OverrideState } from '../core/override-state.ts';
import { parseOverrideLog } from '../core/parse-override-log.ts';
import { isSignedBy } from './operator-key.ts';

/** A request as the driver took it. */
export interface ReceivedOverride {
  readonly entry: RequestedOverride;
  readonly before: OverrideState;
  readonly after: OverrideState;
  readonly signed: boolean;
  readonly accepted: boolean;
}

/** What the operator's log says at one moment. `damage` says why it cannot be believed; the goal is halted then. */
export interface OverrideReading {
  readonly state: OverrideState;
  readonly damage: string | null;
  readonly received: readonly ReceivedOverride[];
}

export interface SeenOverride {
  readonly seq: number;
  readonly digest: string;
}

/** The last request that a journal knows of. */
export function lastSeenOverride(entries: readonly JournalEntry[]): SeenOverride | null {
  const last = entries.findLast((entry) => entry.event === 'override_requested');
  return last === undefined ? null : { seq: last.request_seq, digest: last.request };
}

/** Reads an operator's log. `seen` is the last request the journal knows of: a log without it was cut or replaced. */
export function readOverrides(path: string, key: KeyObject | undefined, seen: SeenOverride | null): OverrideReading {
  let bytes: Uint8Array;
  try {
    bytes = existsSync(path) ? readFileSync(path) : new Uint8Array();
  } catch (cause) {
    return { state: { ...noOverrides, standing: 'halted' }, damage: `cannot be read: ${String(cause)}`, received: [] };
  }
  const { entries, problem } = parseOverrideLog(bytes);
  let state = noOverrides;
  const received: ReceivedOverride[] = [];
  for (const entry of entries) {
    if (entry.event !== 'override_requested') continue;
    const signed = key !== undefined && isSignedBy(entry, key);
    const accepted = key === undefined || signed || !raisesAutonomy(state, entry);
    const after = accepted ? applyOverride(state, entry) : state;
    received.push({ entry, before: state, after, signed, accepted });
    state = after;
  }
  const damage = findDamage(problem, received, seen, state);
  return { state: damage === null ? state : { ...state, standing: 'halted', standingActor: null }, damage, received };
}

function findDamage(
  problem: { readonly line: number; readonly message: string } | null,
  received: readonly ReceivedOverride[],
  seen: SeenOverride | null,
  state: OverrideState,
): string | null {
  if (problem !== null) return `line ${problem.line} ${problem.message}`;
  if (seen === null || received.some(({ entry }) => entry.digest === seen.digest)) return null;
  if (state.acceptedLosses.includes(seen.digest)) return null;
  return `entry ${seen.seq} (${seen.digest}), which the driver had seen, is gone`;
}

/** Tells of every change of a file, from the kernel where it can and from a look every `pollMs` where it cannot. */
export function watchFile(path: string, pollMs: number, onChange: () => void): { close(): void } {
  let known = fingerprint(path);
  const look = (): void => {
    const now = fingerprint(path);
    if (now === known) return;
    known = now;
    onChange();
  };
  const timer = setInterval(look, pollMs);
  let watcher: FSWatcher | undefined;
  try {
    const name = basename(path);
    watcher = watch(dirname(path), { persistent: false }, (_event, changed) => {
      if (changed === null || changed === name) look();
    });
    watcher.on('error', () => watcher?.close());
  } catch {
    // No folder yet, or no watches left: the poll is enough.
  }
  return {
    close() {
      clearInterval(timer);
      watcher?.close();
    },
  };
}

function fingerprint(path: string): string {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? '' : `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
  } catch {
    return '';
  }
}
