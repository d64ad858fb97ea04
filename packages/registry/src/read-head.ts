import { sha256Hex } from './core/canonical-json.ts';
import { headSchema, type Head } from './core/head-schema.ts';
import { maxBytes } from './core/limits.ts';
import { lastEventOf } from './core/log-index.ts';
import type { ProblemCode } from './core/problem.ts';
import { readRecord } from './core/read-record.ts';
import { readLog } from './event-log.ts';
import { readRegularFile } from './read-regular-file.ts';
import type { Store } from './store.ts';

/** A head that the log vouches for, none because nothing was admitted, or why it is not to be trusted. */
export type HeadReading =
  | { readonly status: 'current'; readonly head: Head; readonly sha256: string }
  | { readonly status: 'absent' }
  | { readonly status: 'damaged'; readonly code: ProblemCode; readonly message: string };

/**
 * Reads the head of a tool and compares it with the tool's last log event. No lock is needed: while another process is
 * between its log line and its new head, the old head is the right one; a head that changes meanwhile is read again.
 */
export function readHead(store: Store, toolId: string): HeadReading {
  for (;;) {
    const { reading, headSha256 } = readOnce(store, toolId);
    if (reading.status !== 'damaged' || digestOfHead(store, toolId) === headSha256) return reading;
  }
}

function readOnce(store: Store, toolId: string): { reading: HeadReading; headSha256: string | null } {
  const file = readRegularFile(store.root, [toolId, 'metadata.json'], maxBytes.record);
  const headSha256 = file.status === 'read' ? sha256Hex(file.bytes) : null;
  if (file.status === 'refused') return { headSha256, reading: damaged('FILE_REFUSED', file.reason) };

  const log = readLog(store);
  const event = lastEventOf(log, toolId);
  if (event === 'damaged')
    return { headSha256, reading: damaged('LOG_BROKEN', 'the last event of the tool is not what was written') };
  const expected = event?.headSha256 ?? null;
  const pending =
    event !== null && headSha256 === event.previousHeadSha256 && isStaged(store, event.transaction, event.headSha256);
  if (headSha256 !== expected && !pending) {
    if (headSha256 === null)
      return { headSha256, reading: damaged('HEAD_MISSING', 'metadata.json is missing, the log has events') };
    if (log.includes(`"headSha256":"${headSha256}"`)) {
      return { headSha256, reading: damaged('HEAD_ROLLED_BACK', 'metadata.json is an older one than the log says') };
    }
    return { headSha256, reading: damaged('HEAD_NOT_LOGGED', 'metadata.json is none that the log knows') };
  }
  if (file.status === 'missing' || headSha256 === null) return { headSha256, reading: { status: 'absent' } };
  const record = readRecord(file.bytes, headSchema);
  if (record.value === null) return { headSha256, reading: damaged('HEAD_INVALID', record.reason) };
  if (record.value.toolId !== toolId)
    return { headSha256, reading: damaged('HEAD_INVALID', 'it is the head of another tool') };
  return { headSha256, reading: { status: 'current', head: record.value, sha256: headSha256 } };
}

function digestOfHead(store: Store, toolId: string): string | null {
  const file = readRegularFile(store.root, [toolId, 'metadata.json'], maxBytes.record);
  return file.status === 'read' ? sha256Hex(file.bytes) : null;
}

function isStaged(store: Store, transactionId: string, headSha256: string): boolean {
  const staged = readRegularFile(store.root, ['.staging', transactionId, 'metadata.json'], maxBytes.record);
  return staged.status === 'read' && sha256Hex(staged.bytes) === headSha256;
}

function damaged(code: ProblemCode, message: string): HeadReading {
  return { status: 'damaged', code, message };
}
