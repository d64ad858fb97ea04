import { sha256Hex } from './core/canonical-json.ts';
import type { RegistryEvent } from './core/event-schema.ts';
import { headSchema, type Head } from './core/head-schema.ts';
import { maxBytes } from './core/limits.ts';
import { lastEventOf } from './core/log-index.ts';
import type { ProblemCode } from './core/problem.ts';
import { readRecord } from './core/read-record.ts';
import { readLog } from './event-log.ts';
import { readRegularFile, type FileReading } from './read-regular-file.ts';
import type { Store } from './store.ts';

/** A head that the log vouches for, none because nothing was admitted, or why it is not to be trusted. */
export type HeadReading =
  | { readonly status: 'current'; readonly head: Head; readonly sha256: string }
  | { readonly status: 'absent' }
  | { readonly status: 'damaged'; readonly code: ProblemCode; readonly message: string };

/**
 * Reads the head of a tool and compares it with the tool's last log event. No lock is needed: while another process is
 * between its log line and its new head, the old head is the right one; a head that changes meanwhile is read again.
 * A head that fits `known`, an event of a log that was read before, spares reading the log.
 */
export function readHead(store: Store, toolId: string, known?: RegistryEvent): HeadReading {
  for (;;) {
    const file = readRegularFile(store.root, [toolId, 'metadata.json'], maxBytes.record);
    const sha256 = file.status === 'read' ? sha256Hex(file.bytes) : null;
    const doubt = sha256 !== null && sha256 === known?.headSha256 ? null : compareWithLog(store, toolId, file, sha256);
    if (doubt === null) return file.status === 'read' ? parseHead(file.bytes, toolId) : { status: 'absent' };
    if (digestOfHead(store, toolId) === sha256) return doubt;
  }
}

/** Null when the log vouches for the head, or for its absence. */
function compareWithLog(store: Store, toolId: string, file: FileReading, sha256: string | null): HeadReading | null {
  if (file.status === 'refused') return damaged('FILE_REFUSED', file.reason);
  const log = readLog(store);
  if (log.status === 'refused') return damaged('FILE_REFUSED', log.reason);
  const bytes = log.status === 'read' ? log.bytes : Buffer.alloc(0);
  const event = lastEventOf(bytes, toolId);
  if (event === 'damaged') return damaged('LOG_BROKEN', 'the last event of the tool is not what was written');
  if (sha256 === (event?.headSha256 ?? null)) return null;
  if (event !== null && sha256 === event.previousHeadSha256 && isStaged(store, event)) return null;
  if (sha256 === null) return damaged('HEAD_MISSING', 'metadata.json is missing, the log has events');
  if (bytes.includes(`"headSha256":"${sha256}"`)) {
    return damaged('HEAD_ROLLED_BACK', 'metadata.json is an older one than the log says');
  }
  return damaged('HEAD_NOT_LOGGED', 'metadata.json is none that the log knows');
}

function parseHead(bytes: Uint8Array, toolId: string): HeadReading {
  const record = readRecord(bytes, headSchema);
  if (record.value === null) return damaged('HEAD_INVALID', record.reason);
  if (record.value.toolId !== toolId) return damaged('HEAD_INVALID', 'it is the head of another tool');
  return { status: 'current', head: record.value, sha256: sha256Hex(bytes) };
}

function digestOfHead(store: Store, toolId: string): string | null {
  const file = readRegularFile(store.root, [toolId, 'metadata.json'], maxBytes.record);
  return file.status === 'read' ? sha256Hex(file.bytes) : null;
}

/** True while the event's new head waits in its transaction. */
function isStaged(store: Store, { transaction, headSha256 }: RegistryEvent): boolean {
  const staged = readRegularFile(store.root, ['.staging', transaction, 'metadata.json'], maxBytes.record);
  return staged.status === 'read' && sha256Hex(staged.bytes) === headSha256;
}

function damaged(code: ProblemCode, message: string): HeadReading {
  return { status: 'damaged', code, message };
}
