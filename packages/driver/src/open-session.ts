import { statSync } from 'node:fs';
import { DriverError } from './errors.ts';
import { findBaseline } from './baseline.ts';
import { isRatified } from './core/contract.ts';
import { contractDigest } from './core/contract-digest.ts';
import { decideGate } from './core/gate.ts';
import type { EventOf } from './core/journal-event-schema.ts';
import type { ParsedJournal } from './core/parse-journal.ts';
import { withheldNames } from './core/worker-environment.ts';
import { readHeartbeat } from './heartbeat.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { readGoal } from './read-goal.ts';
import { readJournal } from './read-journal.ts';
import { repairJournal } from './repair-journal.ts';
import type { RunDriverOptions } from './run-options.ts';
import { tellStrictRatification } from './strict/tell-strict-ratification.ts';
import { createSession, type Session } from './session.ts';
import { resolveGoalPath, type StatePaths } from './state-paths.ts';
import { attestationOf } from './write-record.ts';

/** Reads goal and journal, repairs what a crash left, and announces the run. The caller holds the lock. */
export async function openSession(options: RunDriverOptions, paths: StatePaths): Promise<Session> {
  const parsed = readGoal(paths.goal);
  const { goal } = parsed;
  const repo = resolveGoalPath(paths, goal.repo);
  if (statSync(repo, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new DriverError('GOAL_INVALID', `the goal file breaks its schema: repo: ${repo} is not a folder`);
  }
  const journal = readJournal(paths.journal);
  if (journal.problem !== null) {
    const { line, message } = journal.problem;
    throw new DriverError(
      'JOURNAL_INVALID',
      `${paths.journal} line ${line} ${message}; find out who changed it, or move the file away`,
    );
  }
  const checkpointed = parsed.strict === null ? undefined : readCheckpoint(paths.checkpoint);
  const { state, warnings } = findBaseline(parsed, paths.goalName, journal, checkpointed);
  const repaired = repairJournal(paths.journal, journal);
  const heartbeat = readHeartbeat(paths.heartbeat);
  const wallMs =
    heartbeat !== null && heartbeat.session === state.session
      ? Math.max(state.wallMs, heartbeat.wall_ms)
      : state.wallMs;
  if (parsed.strict?.verify.sandbox !== undefined && options.ports?.sandbox === undefined) {
    throw new DriverError(
      'GOAL_INVALID',
      'the goal file breaks its schema: verify.sandbox: no sandbox is connected; connect one or remove the key',
    );
  }
  const session = await createSession(options, { paths, parsed, journal, baseline: { ...state, wallMs } });

  try {
    begin(session, journal, repaired, warnings);
  } catch (cause) {
    session.close();
    throw cause;
  }
  return session;
}

/** The first entries of a session: what was found, that it is up, what is worth a word. */
function begin(
  session: Session,
  journal: ParsedJournal,
  repaired: EventOf<'log_repaired'> | null,
  found: readonly { readonly code: string; readonly message: string }[],
): void {
  const { goal, warnings } = session.parsed;
  if (journal.adopted !== null && journal.entries.length === 0)
    session.record({ event: 'log_adopted', ...journal.adopted });
  if (repaired !== null) session.record(repaired);
  announce(session);
  tellRatification(session);
  session.governor.begin();
  session.beginWatch();
  for (const { code, message } of [...warnings, ...found]) session.warn(code, message);
  const withheld = withheldNames(session.environment, [...goal.worker_env, ...goal.verify_env]);
  if (withheld.length > 0) {
    session.warn(
      'ENVIRONMENT_WITHHELD',
      `kept from worker and verifier: ${withheld.join(', ')}; name them in worker_env or verify_env to pass them on`,
    );
  }
  if (attestationOf(session) === null) {
    session.warn(
      'KEYLESS',
      'no signing identity (aar_priv, subject, principal): the journal is kept, records are skipped',
    );
  }
  if (session.parsed.strict === null && goal.mode === 'commit' && !isRatified(goal.contract)) {
    session.alert(
      'contract',
      null,
      `contract of '${goal.goal}' is not ratified by somebody other than its proposer: every commit will be denied`,
    );
  }
  session.checkpoint({ now: true });
}

function tellRatification(session: Session): void {
  const { contract } = session.parsed.goal;
  if (session.strict !== null) {
    tellStrictRatification(session);
    return;
  }
  if (contract === null || contract === undefined || !isRatified(contract)) return;
  session.record({
    event: 'contract_ratified',
    contract: contractDigest(contract),
    actor: contract.ratified_by ?? '',
    proposed_by: contract.proposed_by ?? null,
  });
}

function announce(session: Session): void {
  const { goal } = session.parsed;
  const { state } = session;
  const next = state.tasks.find((task) => task.status === 'pending' || task.status === 'running');
  const gate = decideGate({
    dial: goal.mode,
    operatorDial: session.governor.dial(),
    contract: goal.contract,
    verifierPresent: Boolean(goal.verify_cmd),
    declaredReversible: next?.reversible ?? false,
    rollbackRef: session.workspace.head(),
  });
  session.record({
    event: 'driver_up',
    session: session.id,
    goal: goal.goal,
    goal_file: session.paths.goalName,
    profile: session.parsed.strict === null ? 'legacy' : 'strict',
    ...(session.parsed.contractSha256 === null ? {} : { contract_sha256: session.parsed.contractSha256 }),
    mode: gate.mode,
    why: gate.why,
    ratified_by: goal.contract?.ratified_by ?? null,
    proposed_by: goal.contract?.proposed_by ?? null,
    pid: process.pid,
    runs: state.runs,
    wall_ms: session.wallMs(),
    tasks: state.tasks.map(({ id, status, attempts, interrupted, spent }) => ({
      id,
      status,
      attempts,
      interrupted,
      ...(spent === undefined ? {} : { spent }),
    })),
    ...(state.usage === undefined ? {} : { usage: state.usage }),
  });
}
