import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { escapeForeign } from '../core/escape-foreign.ts';
import { AarError } from '../errors.ts';
import { systemCode } from '../read-bounded-file.ts';

/** The right to write, until released. */
export interface LogLock {
  release(): void;
}

const holderPattern = /^(\d+) (\S+) (\S+) ([0-9a-f-]{36})$/;

/**
 * Takes the lock file or throws `LOG_LOCKED`. It appears whole and names its holder's process; what a dead process holds
 * is succeeded to. The right to succeed a certain holder is a lock of its own, so that of many contenders one does.
 */
export function acquireLogLock(path: string): LogLock {
  const nonce = randomUUID();
  const mine = [process.pid, startOf(process.pid) ?? '?', place(), nonce].join(' ');
  const draft = `${path}.${nonce}`;
  try {
    writeFileSync(draft, mine, { flag: 'wx' });
    for (;;) {
      if (linkIfFree(draft, path)) break;
      const holder = read(path);
      if (holder === null) continue;
      if (isAlive(holder)) {
        throw new AarError(
          'LOG_LOCKED',
          `process ${escapeForeign(holder.split(' ')[0] ?? '')} writes to this log; wait for it (${escapeForeign(path)})`,
        );
      }
      const succession = acquireLogLock(`${path}.after-${holderPattern.exec(holder)?.[4] ?? 'unreadable'}`);
      try {
        if (read(path) !== holder) continue;
        renameSync(draft, path);
        break;
      } finally {
        succession.release();
      }
    }
  } catch (cause) {
    if (AarError.isInstance(cause)) throw cause;
    throw new AarError('FILE_UNWRITABLE', `${escapeForeign(path)} cannot be written (${systemCode(cause)})`, { cause });
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (read(path) === mine) rmSync(path, { force: true });
    },
  };
}

function linkIfFree(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false;
    throw cause;
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/**
 * Processes of another machine or namespace cannot be looked at, so they count as alive. Those of another boot of this
 * machine are gone. A damaged lock (power cut) has no holder.
 */
function isAlive(holder: string): boolean {
  const [, pid, start, where = ''] = holderPattern.exec(holder) ?? [];
  if (pid === undefined) return false;
  const [host, boot, namespace] = where.split('/');
  const [ownHost, ownBoot, ownNamespace] = place().split('/');
  if (host !== ownHost) return true;
  if (boot !== ownBoot) return false;
  return namespace !== ownNamespace || startOf(Number(pid)) === start;
}

let knownPlace: string | undefined;

/** Where a process id means this process: machine, boot and namespace. */
function place(): string {
  knownPlace ??= [hostname(), procText('/proc/sys/kernel/random/boot_id'), procLink('/proc/self/ns/pid')]
    .join('/')
    .replaceAll(/\s/g, '');
  return knownPlace;
}

/** When a process started, or null when there is none: a process id alone comes again. */
function startOf(pid: number): string | null {
  const stat = procText(`/proc/${pid}/stat`);
  if (stat !== '') {
    // The name in parentheses may hold anything.
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? null : (fields[18] ?? null);
  }
  if (process.platform === 'linux') return null;
  try {
    process.kill(pid, 0);
    return 'unknown';
  } catch (cause) {
    return systemCode(cause) === 'EPERM' ? 'unknown' : null;
  }
}

function procText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function procLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
