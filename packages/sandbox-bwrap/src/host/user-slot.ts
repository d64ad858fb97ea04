import { createServer } from 'node:net';
import { findSlotRange, isRealRoot, parseIdMap, slotsPerBlock } from '../core/user-slots.ts';
import type { SlotRange } from '../core/user-slots.ts';
import { SandboxError } from '../errors.ts';
import { readText } from './read-text.ts';

/** Whom the sandbox's processes belong to, as the kernel sees it. */
export interface LaunchUser {
  /** User and group number to become before anything else; null: stay who we are, an ordinary user. */
  readonly id: number | null;
  release(): void;
}

const caller: LaunchUser = { id: null, release: () => {} };
const free: number[] = [];
let nextBlock = 0;

/**
 * A number of its own for one run when this process is root, so that nothing inside is ever the machine's root.
 * Throws SandboxError `SANDBOX_UNAVAILABLE` when no such number can be had.
 */
export function acquireLaunchUser(): LaunchUser {
  if (!mustDropUser()) return caller;
  if (free.length === 0) reserveBlock();
  const id = free.pop();
  if (id === undefined) {
    throw new SandboxError(
      'SANDBOX_UNAVAILABLE',
      'All user numbers for sandboxes are in use. Run fewer sandboxes at once.',
    );
  }
  let held = true;
  return {
    id,
    release() {
      if (held) free.unshift(id);
      held = false;
    },
  };
}

/** True when this process is root and must not start a sandbox as itself. */
export function mustDropUser(): boolean {
  const users = idMap('uid');
  // The root of a user namespace that maps nobody else cannot change its user, and is an ordinary one outside.
  return process.geteuid?.() === 0 && (isRealRoot(users) || findSlotRange(users, idMap('gid')) !== null);
}

const idMaps = new Map<string, ReturnType<typeof parseIdMap>>();

/** A namespace's map is written once and never changes. */
function idMap(kind: 'gid' | 'uid'): ReturnType<typeof parseIdMap> {
  const known = idMaps.get(kind) ?? parseIdMap(readText(`/proc/self/${kind}_map`) ?? '');
  idMaps.set(kind, known);
  return known;
}

function reserveBlock(): void {
  const range = findSlotRange(idMap('uid'), idMap('gid'));
  if (range === null) {
    throw new SandboxError(
      'SANDBOX_UNAVAILABLE',
      'This process is root, but no unprivileged user numbers are mapped here to run the sandbox as. ' +
        'Start it as an ordinary user, or give the container a range of at least 65 536 user ids.',
    );
  }
  while (nextBlock * slotsPerBlock < range.count) {
    const first = range.first + nextBlock * slotsPerBlock;
    nextBlock += 1;
    if (lockBlock(first)) {
      free.push(...blockNumbers(range, first));
      return;
    }
  }
}

function blockNumbers(range: SlotRange, first: number): readonly number[] {
  const count = Math.min(slotsPerBlock, range.first + range.count - first);
  return Array.from({ length: count }, (_unused, index) => first + count - 1 - index);
}

/** An abstract socket is a lock that the kernel drops with its holder: no file, nothing to clean up. */
function lockBlock(first: number): boolean {
  const server = createServer((socket) => socket.destroy());
  server.on('error', () => {});
  server.listen({ path: `\0machinist-sandbox-user-${first}`, exclusive: true });
  server.unref();
  return server.listening;
}
