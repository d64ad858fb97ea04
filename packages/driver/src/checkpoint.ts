import { readFileSync, renameSync, statSync } from 'node:fs';
import { checkpointDocument, checkpointText } from './core/checkpoint-document.ts';
import type { DriverState } from './core/driver-state.ts';
import type { ChainHead } from './core/journal-entry.ts';
import { isJsonObject, type JsonObject } from './core/json-value.ts';
import { replaceFile } from './replace-file.ts';

/** Writes the state into the goal file for people; the journal is what a restart trusts. */
export interface Checkpoint {
  /** Writes when the last write is long enough ago for writing to stay cheap; says whether it did. */
  offer(state: DriverState, head: ChainHead, wallMs: number): boolean;
  /** Writes now. */
  write(state: DriverState, head: ChainHead, wallMs: number): void;
}

export interface CheckpointOptions {
  readonly path: string;
  readonly document: JsonObject;
  readonly durable: boolean;
  /** Called when somebody else wrote the file since: their other keys are kept. */
  readonly onForeignEdit: (message: string) => void;
}

/** Of the time that passes, at most one part in this many goes into checkpoints. */
const costShare = 50;

export function createCheckpoint(options: CheckpointOptions): Checkpoint {
  const { path } = options;
  let { document } = options;
  let known = fingerprint(path);
  let nextMs = 0;
  const adoptForeignEdit = (): void => {
    if (known === undefined || fingerprint(path) === known) return;
    const edited = readObject(path);
    if (edited !== undefined) {
      document = edited;
      options.onForeignEdit(
        'the goal file was changed while the driver ran: its commands and limits count from the next start, a lower mode counts now',
      );
      return;
    }
    const saved = `${path}.unreadable`;
    if (fingerprint(path) !== undefined) renameSync(path, saved);
    options.onForeignEdit(`the goal file was replaced by something that is no JSON object; it was moved to ${saved}`);
  };
  const write = (state: DriverState, head: ChainHead, wallMs: number): void => {
    const startMs = performance.now();
    adoptForeignEdit();
    document = checkpointDocument(document, state, head, wallMs);
    replaceFile(path, checkpointText(document), { durable: options.durable });
    known = fingerprint(path);
    const endMs = performance.now();
    nextMs = endMs + (endMs - startMs) * costShare;
  };
  return {
    write,
    offer(state, head, wallMs) {
      if (performance.now() < nextMs) return false;
      write(state, head, wallMs);
      return true;
    },
  };
}

function fingerprint(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}

function readObject(path: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isJsonObject(value) && Array.isArray(value['tasks']) ? value : undefined;
  } catch {
    return undefined;
  }
}
