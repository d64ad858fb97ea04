import { existsSync, readFileSync } from 'node:fs';
import { parseOverrideLog } from '../core/parse-override-log.ts';
import { overridePath } from '../operator/override-path.ts';
import { readGoal } from '../read-goal.ts';
import { readJournal } from '../read-journal.ts';
import { statePaths } from '../state-paths.ts';

/** The receipts of governance, in the words of the architecture. */
export const governanceEvents = [
  'contract_ratified',
  'contract_revoked',
  'dial_changed',
  'override_requested',
  'override_effective',
  'gate_allowed',
  'gate_denied',
  'gate_escalated',
] as const;

/** What a receipt must match; absent parts match everything. Times are RFC 3339. */
export interface ReceiptFilter {
  /** Event types; the eight of governance by default, `all` for every entry. */
  readonly events?: readonly string[] | 'all';
  /** Beginning of the contract's digest. */
  readonly contract?: string;
  readonly actor?: string;
  readonly task?: string;
  readonly since?: string;
  readonly until?: string;
  readonly operatorFolder?: string | undefined;
}

/** One receipt, from the driver's journal or from the operator's own log. */
export interface Receipt {
  readonly sink: 'journal' | 'override-log';
  readonly event: string;
  readonly ts: string;
  readonly digest: string;
  readonly entry: Readonly<Record<string, unknown>>;
}

/** The receipts of a goal that match, oldest first. Reads beside a running driver. */
export function readReceipts(goalPath: string, filter: ReceiptFilter = {}): Receipt[] {
  const paths = statePaths(goalPath, readGoal(goalPath).strict === null ? 'legacy' : 'strict');
  const log = overridePath(paths, filter.operatorFolder);
  const journal = readJournal(paths.journal).entries.map((entry) => toReceipt('journal', { ...entry }));
  const overrides = existsSync(log)
    ? parseOverrideLog(readFileSync(log)).entries.map((entry) => toReceipt('override-log', { ...entry }))
    : [];
  return [...journal, ...overrides]
    .filter((receipt) => matches(receipt, filter))
    .toSorted((one, other) => one.ts.localeCompare(other.ts));
}

function toReceipt(
  sink: Receipt['sink'],
  entry: Readonly<Record<string, unknown>> & { readonly event: string; readonly ts: string; readonly digest: string },
): Receipt {
  return { sink, event: entry.event, ts: entry.ts, digest: entry.digest, entry };
}

function matches({ event, ts, entry }: Receipt, filter: ReceiptFilter): boolean {
  const events = filter.events ?? governanceEvents;
  const contract = [entry['contract'], entry['contract_sha256']].find((value) => typeof value === 'string');
  return (
    (events === 'all' || events.some((name) => name === event)) &&
    (filter.contract === undefined || (contract?.startsWith(filter.contract) ?? false)) &&
    (filter.actor === undefined || entry['actor'] === filter.actor) &&
    (filter.task === undefined || entry['task'] === filter.task) &&
    (filter.since === undefined || Date.parse(ts) >= Date.parse(filter.since)) &&
    (filter.until === undefined || Date.parse(ts) <= Date.parse(filter.until))
  );
}
