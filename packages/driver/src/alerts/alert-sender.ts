import { AlertRefused, type AlertChannel } from './alert-channel.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxItem, StoredAlert } from './stored-alert.ts';

/** Sends what lies in an outbox beside the loop, never in it: one line of work per channel, each call with a hard limit. */
export interface AlertSender {
  /** Takes up what an earlier sender left in the outbox. */
  resume(): void;
  /** Takes an alert in; from here on it is on disk. */
  put(alert: StoredAlert): void;
  /** Waits a last moment until each alert was tried; returns how many stay in the outbox. */
  flush(withinMs: number): Promise<number>;
  readonly lastSuccessAt: string | null;
  /** When the oldest alert that is still waiting was raised. */
  readonly waitingSince: string | null;
  close(): void;
}

export interface AlertSenderOptions {
  readonly outbox: Outbox;
  readonly channels: readonly AlertChannel[];
  readonly onDelivered: (alert: StoredAlert, channel: string, attempts: number) => void;
  /** Told once per alert, channel and run. */
  readonly onRefused: (alert: StoredAlert, channel: string, problem: string) => void;
  /** First pause between two attempts, doubled each time; 1000 ms by default. */
  readonly backoffMs?: number | undefined;
}

interface Delivery {
  readonly alert: StoredAlert;
  attempts: number;
  triedNow: boolean;
  dueMs: number;
}

const callLimitMs = 10_000;
const longestPauseMs = 300_000;
const lookMs = 20;

export function createAlertSender(options: AlertSenderOptions): AlertSender {
  const { outbox, channels } = options;
  const closing = new AbortController();
  const items = new Map<string, OutboxItem>();
  const lines = channels.map((channel) => ({ channel, queue: [] as Delivery[], busy: false }));
  type Line = (typeof lines)[number];
  let lastSuccessAt: string | null = null;

  const note = (delivery: Delivery, channel: string, deliveredAt: string | null): void => {
    const item = items.get(delivery.alert.id);
    if (item === undefined) return;
    const standing = { attempts: delivery.attempts, delivered_at: deliveredAt };
    const next = { ...item, channels: { ...item.channels, [channel]: standing } };
    items.set(item.alert.id, next);
    outbox.save(next);
    if (!channels.every(({ name }) => isDelivered(next, name))) return;
    outbox.finish(item.alert.id);
    items.delete(item.alert.id);
  };
  const attempt = async ({ channel, queue }: Line, delivery: Delivery): Promise<void> => {
    const refusal = await callChannel(channel, delivery.alert, closing.signal);
    if (closing.signal.aborted) return;
    const first = !delivery.triedNow;
    delivery.triedNow = true;
    delivery.attempts += 1;
    if (refusal === null) {
      queue.splice(queue.indexOf(delivery), 1);
      lastSuccessAt = new Date().toISOString();
      note(delivery, channel.name, lastSuccessAt);
      options.onDelivered(delivery.alert, channel.name, delivery.attempts);
      return;
    }
    const pauseMs = Math.min((options.backoffMs ?? 1000) * 2 ** Math.min(delivery.attempts - 1, 20), longestPauseMs);
    delivery.dueMs = performance.now() + Math.max(pauseMs * (0.75 + Math.random() / 2), refusal.retryAfterMs ?? 0);
    note(delivery, channel.name, null);
    if (first) options.onRefused(delivery.alert, channel.name, refusal.message);
  };
  const work = (): void => {
    for (const line of lines) {
      if (line.busy) continue;
      const nowMs = performance.now();
      const due = line.queue.find(({ dueMs }) => dueMs <= nowMs);
      if (due === undefined) continue;
      line.busy = true;
      attempt(line, due)
        // The outbox or the journal cannot be written: what matters then is told elsewhere.
        .catch(() => undefined)
        .finally(() => {
          line.busy = false;
          if (!closing.signal.aborted) work();
        });
    }
  };
  const start = (item: OutboxItem): void => {
    items.set(item.alert.id, item);
    for (const { channel, queue } of lines) {
      if (isDelivered(item, channel.name)) continue;
      const attempts = item.channels[channel.name]?.attempts ?? 0;
      queue.push({ alert: item.alert, attempts, triedNow: false, dueMs: 0 });
    }
    work();
  };
  const timer = channels.length === 0 ? undefined : setInterval(work, 250);
  timer?.unref();

  const isTried = (): boolean => lines.every(({ queue }) => queue.every(({ triedNow }) => triedNow));

  return {
    resume() {
      for (const item of channels.length === 0 ? [] : outbox.pending()) if (!items.has(item.alert.id)) start(item);
    },
    put(alert) {
      if (channels.length === 0) return;
      const item = { alert, channels: {} };
      outbox.save(item);
      start(item);
    },
    async flush(withinMs) {
      const deadlineMs = performance.now() + withinMs;
      while (!isTried() && performance.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, lookMs));
      return items.size;
    },
    get lastSuccessAt() {
      return lastSuccessAt;
    },
    get waitingSince() {
      return [...items.values()].map(({ alert }) => alert.at).toSorted()[0] ?? null;
    },
    close() {
      clearInterval(timer);
      closing.abort();
    },
  };
}

function isDelivered(item: OutboxItem, channel: string): boolean {
  return typeof item.channels[channel]?.delivered_at === 'string';
}

/** Null when the channel took the alert. One that heeds no signal is left behind, not waited for. */
async function callChannel(
  channel: AlertChannel,
  alert: StoredAlert,
  closing: AbortSignal,
): Promise<AlertRefused | null> {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(callLimitMs)]);
  let onAbort: (() => void) | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(new AlertRefused('did not answer in time'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([Promise.resolve().then(() => channel.send(alert, { signal })), limit]);
    return null;
  } catch (cause) {
    return cause instanceof AlertRefused ? cause : new AlertRefused('failed');
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
