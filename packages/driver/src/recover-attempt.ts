import { readlinkSync } from 'node:fs';
import type { AttemptState, ProcessReference } from './core/driver-state.ts';
import { endProcesses } from './end-processes.ts';
import { findByRunKey, findGroupMembers } from './find-processes.ts';
import { processStart } from './process-identity.ts';
import { takeUsage } from './read-usage.ts';
import type { Session } from './session.ts';
import { recoverLanding } from './strict/recover-landing.ts';

/** A commit under way is waited for: ending git in the middle would leave its lock behind. */
const landingPatienceMs = 10_000;

/** Ends what a dead driver left running, then takes up its attempt: landed already, or to be run again. */
export async function recoverAttempt(session: Session, attempt: AttemptState): Promise<void> {
  const find = (): number[] => [
    ...new Set([
      ...findByRunKey(attempt.runKey),
      ...attempt.processes.flatMap((reference) => findRecordedGroup(reference, session.repo)),
    ]),
  ];
  const processesEnded = await endProcesses({
    find,
    patienceMs: attempt.intent === null ? 0 : landingPatienceMs,
    graceMs: session.graceMs,
  });
  const of = { task: attempt.task, attempt: attempt.attempt };
  if (attempt.verification === null && attempt.usageTaken !== true) takeUsage(session, of, { due: false });
  if (session.strict !== null && (await recoverLanding(session, attempt))) {
    session.checkpoint();
    return;
  }
  const landed =
    session.strict !== null || attempt.intent === null
      ? null
      : await session.workspace.findLanded(attempt.intent.base, attempt.intent.key);
  if (landed !== null) {
    session.record({ event: 'commit', ...of, ...landed, recovered: true }, { durable: true });
  } else {
    session.record(
      {
        event: 'interrupted',
        ...of,
        reason: 'crash',
        given_back: false,
        processes_ended: processesEnded,
        wall_ms: session.wallMs(),
      },
      { durable: true },
    );
  }
  session.checkpoint();
}

/** Members of the group of a recorded process, unless its number belongs to somebody else by now. */
function findRecordedGroup({ pid, pidStart }: ProcessReference, repo: string): number[] {
  const start = processStart(pid);
  if (start !== null) return start === pidStart ? findGroupMembers(pid) : [];
  if (process.platform !== 'linux') return [];
  // Without its leader a group proves nothing; where it works says whose it is.
  return findGroupMembers(pid).filter((member) => {
    try {
      const folder = readlinkSync(`/proc/${member}/cwd`);
      return folder === repo || folder.startsWith(`${repo}/`);
    } catch {
      return false;
    }
  });
}
