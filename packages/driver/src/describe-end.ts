import type { EventOf } from './core/journal-event-schema.ts';
import type { CommandResult } from './run-command.ts';

/** The journal's account of an ended process. */
export function describeEnd(
  result: CommandResult,
  wallMs: number,
): Omit<EventOf<'worker_exited'>, 'event' | 'task' | 'attempt'> {
  return {
    exit: result.exit,
    signal: result.signal,
    stopped: result.stopped,
    ...(result.spawnError === undefined ? {} : { spawn_error: result.spawnError }),
    survivors_killed: result.survivorsKilled,
    duration_ms: result.durationMs,
    wall_ms: wallMs,
    stdout_bytes: result.stdout.bytes,
    stdout_sha256: result.stdout.sha256,
    stderr_bytes: result.stderr.bytes,
    stderr_sha256: result.stderr.sha256,
  };
}
