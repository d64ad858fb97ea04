import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gateName } from '../core/gate-name.ts';
import { SandboxError } from '../errors.ts';
import { findProgram } from './find-program.ts';
import { ownIdentity } from './process-identity.ts';

/**
 * Holds a payload back. Bubblewrap takes an end of file for permission to go on, and a dying harness would give it;
 * a named pipe that is open for writing in the very process that waits never ends.
 */
export interface LaunchGate {
  /** To be inherited by the launcher: it waits for one byte there. */
  readonly descriptor: number;
  open(): void;
  /** Makes the gate usable for another run; call when nothing of this run is left. */
  release(): void;
}

/** Two ends of one pipe: Bubblewrap must wait when it reads, we must not when we look for a leftover byte. */
interface Gate {
  readonly waiting: number;
  readonly looking: number;
}

const gatesPerBatch = 8;
const free: Gate[] = [];
let sequence = 0;

/** A closed gate. Throws SandboxError `SANDBOX_UNAVAILABLE` when none can be made. */
export function acquireLaunchGate(): LaunchGate {
  if (free.length === 0) free.push(...makeGates());
  const gate = free.pop();
  if (gate === undefined) throw unavailable(undefined);
  let held = true;
  return {
    descriptor: gate.waiting,
    open: () => void writeSync(gate.waiting, 'x'),
    release() {
      if (held) recycle(gate);
      held = false;
    },
  };
}

function makeGates(): readonly Gate[] {
  let directory: string | undefined;
  try {
    directory = mkdtempSync(join(tmpdir(), 'machinist-sandbox-'));
    const paths: string[] = [];
    for (let made = 0; made < gatesPerBatch; made += 1) {
      sequence += 1;
      paths.push(join(directory, gateName(ownIdentity(), sequence)));
    }
    const mkfifo = findProgram('mkfifo', '/usr/bin:/bin') ?? 'mkfifo';
    execFileSync(mkfifo, ['--mode=0600', ...paths], { stdio: 'ignore', env: {} });
    return paths.map((path) => ({
      waiting: openSync(path, constants.O_RDWR),
      looking: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
    }));
  } catch (cause) {
    throw unavailable(cause);
  } finally {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  }
}

/** A byte that nobody took would open the gate for the next run too early. */
function recycle(gate: Gate): void {
  if (isEmpty(gate.looking)) {
    free.push(gate);
    return;
  }
  closeSync(gate.waiting);
  closeSync(gate.looking);
}

function isEmpty(descriptor: number): boolean {
  try {
    readSync(descriptor, Buffer.alloc(1));
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
  }
}

function unavailable(cause: unknown): SandboxError {
  return new SandboxError(
    'SANDBOX_UNAVAILABLE',
    `No launch gate (a named pipe in ${tmpdir()}) could be made, so nothing was run. Check that this folder is writable and that mkfifo is installed.`,
    { cause },
  );
}
