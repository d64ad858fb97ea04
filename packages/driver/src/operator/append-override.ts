import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { canonicalJson } from '../core/canonical-json.ts';
import type { JsonObject } from '../core/json-value.ts';
import { overrideDigest, overrideEntrySchema, type OverrideEntry } from '../core/override-entry.ts';
import { parseOverrideLog } from '../core/parse-override-log.ts';
import { DriverError } from '../errors.ts';
import { acquireLock, type GoalLock } from '../goal-lock.ts';
import { writeState } from '../write-state.ts';
import type { OperatorSigner } from './operator-key.ts';

export interface AppendOverrideOptions {
  readonly path: string;
  readonly event: JsonObject;
  readonly signer?: OperatorSigner | undefined;
}

const lockWaitMs = 10_000;

/** Appends one entry to the operator's log and waits for the disk. Throws `OVERRIDE_LOG_INVALID` rather than continue a broken chain. */
export async function appendOverride({ path, event, signer }: AppendOverrideOptions): Promise<OverrideEntry> {
  writeState(path, () => mkdirSync(dirname(path), { recursive: true }));
  const lock = await waitForLock(`${path}.lock`);
  try {
    return append(path, event, signer);
  } finally {
    lock.release();
  }
}

function append(path: string, event: JsonObject, signer: OperatorSigner | undefined): OverrideEntry {
  const { entries, wholeBytes, problem } = parseOverrideLog(existsSync(path) ? readFileSync(path) : new Uint8Array());
  if (problem !== null) {
    throw new DriverError(
      'OVERRIDE_LOG_INVALID',
      `${path} line ${problem.line} ${problem.message}; find out who changed it, move it away, then resume with accepted loss`,
    );
  }
  const last = entries.at(-1);
  const open = {
    ...event,
    ts: new Date().toISOString(),
    seq: (last?.seq ?? 0) + 1,
    prev_digest: last?.digest ?? '',
  };
  const digest = overrideDigest(open);
  const entry = overrideEntrySchema.parse({
    ...open,
    digest,
    ...(signer === undefined ? {} : { signature: signer.sign(digest) }),
  });
  writeState(path, () => {
    const descriptor = openSync(path, 'a', 0o644);
    try {
      // Half a line, left by a command that was killed, never counted for anybody.
      ftruncateSync(descriptor, wholeBytes);
      const bytes = Buffer.from(`${canonicalJson(entry)}\n`);
      for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
  return entry;
}

async function waitForLock(path: string): Promise<GoalLock> {
  const deadlineMs = performance.now() + lockWaitMs;
  for (;;) {
    try {
      return acquireLock(path);
    } catch (cause) {
      if (!DriverError.isInstance(cause) || cause.code !== 'LOCKED' || performance.now() > deadlineMs) throw cause;
    }
    await delay(20);
  }
}
