import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { DriverError } from './errors.ts';
import { processStart } from './process-identity.ts';
import { writeState } from './write-state.ts';

const holderSchema = z.object({
  pid: z.int().min(1),
  pid_start: z.string(),
  host: z.string(),
  nonce: z.string(),
});
/** Who holds a lock. */
export type LockHolder = z.infer<typeof holderSchema>;

export interface GoalLock {
  release(): void;
}

/**
 * Takes the lock file or throws `LOCKED`. A lock whose process is gone is taken over, by exactly one contender: the
 * right to replace it is itself a lock, named after the dead holder's nonce.
 */
export function acquireLock(path: string): GoalLock {
  const mine: LockHolder = {
    pid: process.pid,
    pid_start: processStart(process.pid) ?? '',
    host: hostname(),
    nonce: randomUUID(),
  };
  const temporary = `${path}.${mine.nonce}.tmp`;
  writeState(path, () => {
    writeFileSync(temporary, `${JSON.stringify(mine)}\n`);
  });
  try {
    for (;;) {
      if (linkExclusively(temporary, path)) break;
      const found = readHolder(path);
      if (found === undefined) continue;
      if (isAlive(found)) throw locked(path, found);
      const takeover = acquireLock(`${path}.${found.nonce}`);
      try {
        if (readHolder(path)?.nonce !== found.nonce) continue;
        writeState(path, () => {
          renameSync(temporary, path);
        });
        break;
      } finally {
        takeover.release();
      }
    }
  } finally {
    rmSync(temporary, { force: true });
  }
  return {
    release() {
      if (readHolder(path)?.nonce === mine.nonce) rmSync(path, { force: true });
    },
  };
}

/** The living holder of the lock, or null. */
export function readLockHolder(path: string): LockHolder | null {
  const holder = readHolder(path);
  return holder !== undefined && isAlive(holder) ? holder : null;
}

function linkExclusively(source: string, path: string): boolean {
  try {
    linkSync(source, path);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    return writeState(path, () => {
      throw cause;
    });
  }
}

/** Undefined when there is no lock. An unreadable one (a power cut can leave that) has a holder that lives nowhere. */
function readHolder(path: string): LockHolder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const unreadable: LockHolder = { pid: 1, pid_start: 'unreadable', host: hostname(), nonce: 'unreadable' };
  try {
    const parsed = holderSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : unreadable;
  } catch {
    return unreadable;
  }
}

function isAlive(holder: LockHolder): boolean {
  // Another machine's processes cannot be looked at, so its lock is believed.
  return holder.host !== hostname() || processStart(holder.pid) === holder.pid_start;
}

function locked(path: string, holder: LockHolder): DriverError {
  return new DriverError(
    'LOCKED',
    `process ${holder.pid} on ${holder.host} is driving a goal in this folder; wait for it or end it (lock file ${path})`,
  );
}
