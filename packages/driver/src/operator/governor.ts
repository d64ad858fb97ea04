import type { KeyObject } from 'node:crypto';
import type { EventOf, JournalEvent } from '../core/journal-event-schema.ts';
import type { JournalEntry } from '../core/journal-entry.ts';
import { findApproval, isAnswered, type HumanApproval, type OverrideState } from '../core/override-state.ts';
import { describeTarget } from '../core/describe-override.ts';
import { lastSeenOverride, readOverrides, watchFile, type ReceivedOverride } from './override-watch.ts';

/** Why a run must end although there is work. */
export type HaltReason = 'operator' | 'alert_unacknowledged' | 'saturation';

/** The part of a run that answers to people: it may slow, bound or end it, and nothing in the loop goes around it. */
export interface Governor {
  /** Aborted as soon as the run must end. */
  readonly signal: AbortSignal;
  readonly haltReason: HaltReason | null;
  readonly standing: () => OverrideState['standing'];
  /** The lowest bound set on the autonomy, by the operator or by an unanswered alert; null for none. */
  readonly dial: () => number | null;
  readonly approvalFor: (idempotencyKey: string) => HumanApproval | undefined;
  readonly isRevoked: (contract: string) => boolean;
  readonly isAcknowledged: (alert: string, raisedAt: string) => boolean;
  /** Reads the operator's log now. Called immediately before a lasting change. */
  readonly refresh: () => void;
  /** True while nothing new may begin. */
  readonly isHeld: () => boolean;
  /** Waits while the goal is paused or held; returns at once when it runs or must end. */
  readonly untilRunning: (signal: AbortSignal) => Promise<void>;
  /**
   * Makes a lasting change. Its signal aborts when a halt, a pause or a lower dial arrives meanwhile; none of them is
   * receipted as effective before the change has ended.
   */
  readonly mutate: <Value>(change: (signal: AbortSignal) => Promise<Value>) => Promise<Value>;
  /** Starts to write receipts: what was asked for while no driver ran comes first. */
  readonly begin: () => void;
  /** Nothing runs any more: the halt is effective. */
  readonly confirmHalt: () => void;
  readonly halt: (reason: HaltReason) => void;
  /** Bounds the autonomy from inside, until lifted. */
  readonly bound: (level: number | null, why: string) => void;
  /** Holds new work back while the reason lasts. */
  readonly hold: (reason: string, held: boolean) => void;
  readonly close: () => void;
}

export interface GovernorOptions {
  readonly path: string;
  readonly key: KeyObject | undefined;
  /** Everything the journal held when the run began. */
  readonly entries: readonly JournalEntry[];
  readonly record: (event: JournalEvent, options?: { readonly durable?: boolean }) => unknown;
  readonly onDamage: (message: string) => void;
}

const pollMs = 200;

export function createGovernor(options: GovernorOptions): Governor {
  const { path, key, record } = options;
  const requested = new Set(digestsOf(options.entries, 'override_requested'));
  const effective = new Set(digestsOf(options.entries, 'override_effective'));
  let seen = lastSeenOverride(options.entries);
  let reading = readOverrides(path, key, seen);
  let begun = false;
  let bound: number | null = null;
  let haltReason: HaltReason | null = null;
  let damageTold = false;
  let changes = 0;
  let change = new AbortController();
  let waiting: (() => void)[] = [];
  const holds = new Set<string>();
  const ending = new AbortController();
  let pending: ReceivedOverride[] = [];

  const wake = (): void => {
    const resolvers = waiting;
    waiting = [];
    for (const resolve of resolvers) resolve();
  };
  const halt = (reason: HaltReason): void => {
    haltReason ??= reason;
    change.abort();
    ending.abort(new Error(`halted: ${reason}`));
    wake();
  };
  const dial = (): number | null => lowest(reading.state.dial, bound);
  const confirm = (item: ReceivedOverride): void => {
    const { entry, before, after } = item;
    if (effective.has(entry.digest)) return;
    effective.add(entry.digest);
    if (before.dial !== after.dial) {
      const why = entry.reason === '' ? 'operator' : entry.reason;
      record({ event: 'dial_changed', from: before.dial, to: after.dial, actor: entry.actor, why });
    }
    if (entry.request.command === 'revoke') {
      const { contract } = entry.request;
      record({ event: 'contract_revoked', contract, actor: entry.actor, why: entry.reason });
    }
    record({ event: 'override_effective', ...receiptOf(item), latency_ms: latencyMs(entry.ts) }, { durable: true });
  };
  const settle = (nothingRuns: boolean): void => {
    const waits = ({ entry }: ReceivedOverride): boolean =>
      entry.request.command === 'halt' ? !nothingRuns : changes > 0;
    const due = pending.filter((item) => !waits(item));
    pending = pending.filter(waits);
    for (const item of due) confirm(item);
  };
  const take = (): void => {
    for (const item of reading.received) {
      const { entry } = item;
      seen = { seq: entry.seq, digest: entry.digest };
      if (!requested.has(entry.digest)) {
        requested.add(entry.digest);
        const { reason, seq } = entry;
        const target = describeTarget(entry.request);
        const { signed, accepted } = item;
        record({
          event: 'override_requested',
          ...receiptOf(item),
          request_seq: seq,
          reason,
          target,
          signed,
          accepted,
        });
        if (accepted) pending.push(item);
      } else if (item.accepted && !effective.has(entry.digest) && !pending.includes(item)) pending.push(item);
    }
  };
  const apply = (): void => {
    if (reading.state.standing === 'halted') halt('operator');
    if (begun) {
      take();
      if (reading.damage !== null && !damageTold) {
        damageTold = true;
        options.onDamage(`${path} ${reading.damage}; halted until it is restored or the loss is accepted`);
      }
      settle(false);
    }
    wake();
  };
  const refresh = (): void => {
    const before = { standing: reading.state.standing, dial: dial() };
    reading = readOverrides(path, key, seen);
    if (reading.state.standing !== before.standing || isLower(dial(), before.dial)) change.abort();
    apply();
  };
  if (reading.state.standing === 'halted') halt('operator');
  const watcher = watchFile(path, pollMs, () => {
    safely(refresh);
  });
  const isHeld = (): boolean => reading.state.standing === 'paused' || holds.size > 0;

  return {
    signal: ending.signal,
    get haltReason() {
      return haltReason;
    },
    standing: () => reading.state.standing,
    dial,
    approvalFor: (idempotencyKey) => findApproval(reading.state, idempotencyKey, Date.now()),
    isRevoked: (contract) => reading.state.revokedContracts.includes(contract),
    isAcknowledged: (alert, raisedAt) => isAnswered(reading.state, alert, raisedAt),
    refresh,
    isHeld,
    async untilRunning(signal) {
      while (isHeld() && !ending.signal.aborted && !signal.aborted) {
        const woken = new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
        signal.addEventListener('abort', wake, { once: true });
        await woken;
        signal.removeEventListener('abort', wake);
      }
    },
    async mutate(run) {
      if (changes === 0) change = new AbortController();
      if (ending.signal.aborted) change.abort();
      changes += 1;
      try {
        return await run(change.signal);
      } finally {
        changes -= 1;
        if (changes === 0) safely(() => settle(false));
      }
    },
    begin() {
      begun = true;
      apply();
    },
    confirmHalt() {
      settle(true);
    },
    halt,
    bound(level, why) {
      if (level === bound) return;
      const from = dial();
      bound = level;
      const to = dial();
      if (isLower(to, from)) change.abort();
      if (from !== to) record({ event: 'dial_changed', from, to, actor: 'driver', why }, { durable: true });
    },
    hold(reason, held) {
      if (held) holds.add(reason);
      else if (holds.delete(reason)) wake();
    },
    close() {
      watcher.close();
      wake();
    },
  };
}

function digestsOf(entries: readonly JournalEntry[], event: 'override_requested' | 'override_effective'): string[] {
  return entries.flatMap((entry) => (entry.event === event ? [entry.request] : []));
}

function receiptOf({ entry }: ReceivedOverride): Omit<EventOf<'override_effective'>, 'event' | 'latency_ms'> {
  return { command: entry.request.command, actor: entry.actor, request: entry.digest, requested_at: entry.ts };
}

function latencyMs(since: string): number {
  return Math.max(0, Date.now() - Date.parse(since));
}

function lowest(one: number | null, other: number | null): number | null {
  if (one === null) return other;
  return other === null ? one : Math.min(one, other);
}

function isLower(level: number | null, than: number | null): boolean {
  return level !== null && (than === null || level < than);
}

/** What the journal refuses here ends the run elsewhere. */
function safely(step: () => void): void {
  try {
    step();
  } catch {
    // The journal cannot be written: the run is ending for that reason already.
  }
}
