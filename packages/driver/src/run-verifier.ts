import { createHash } from 'node:crypto';
import { processDeadline } from './core/budget.ts';
import { canonicalJson } from './core/canonical-json.ts';
import { findTask } from './core/driver-state.ts';
import type { Attempt } from './attempt.ts';
import { describeEnd } from './describe-end.ts';
import { runCommand, type CommandResult } from './run-command.ts';
import type { Session } from './session.ts';
import { keepEvidence } from './write-record.ts';

/** The verifier's answer as one number: its exit code, 124 when it was ended, 137 when it died, 1 when there is none. */
export interface Verdict {
  readonly exit: number;
  readonly stopped: CommandResult['stopped'];
}

const tailLength = 600;

/** Runs the verify command; its exit code is the ground truth. */
export async function runVerifier(session: Session, attempt: Attempt): Promise<Verdict> {
  const { goal } = session.parsed;
  if (!goal.verify_cmd) return { exit: 1, stopped: null };
  const of = { task: attempt.task, attempt: attempt.attempt };
  session.options.probe?.('verify:spawn:before');
  const result = await runCommand({
    argv: ['/bin/sh', '-c', goal.verify_cmd],
    cwd: session.repo,
    env: { ...session.verifierEnvironment, MACHINIST_TASK_ID: attempt.task },
    runKey: attempt.runKey,
    folder: attempt.folder,
    files: { stdout: 'verify-stdout', stderr: 'verify-stderr' },
    outputBytes: session.outputBytes,
    deadline: processDeadline(
      goal.budget,
      session.wallMs(),
      goal.verify_timeout_seconds * 1000,
      findTask(session.state, attempt.task)?.spent?.wallMs,
    ),
    graceMs: session.graceMs,
    signal: session.signal,
    hunt: goal.mode === 'commit',
    onSpawn: (pid, pidStart) => {
      session.options.probe?.('verify:spawn:after');
      session.record({ event: 'verify_started', ...of, pid, pid_start: pidStart });
    },
  });
  const observedAt = new Date().toISOString();
  const response = Buffer.concat([result.stdout.retained(), result.stderr.retained()]);
  const preimage = { query: goal.verify_cmd, response: response.toString('utf8'), observed_at: observedAt };
  keepEvidence(session, attempt.task, attempt.attempt, response);
  session.record({
    event: 'verify_exited',
    ...of,
    ...describeEnd(result, session.wallMs()),
    response_sha256: createHash('sha256').update(response).digest('hex'),
    preimage_sha256: createHash('sha256').update(canonicalJson(preimage)).digest('base64url'),
    tail: Buffer.concat([result.stdout.tail, result.stderr.tail]).toString('utf8').slice(-tailLength).toWellFormed(),
    observed_at: observedAt,
  });
  if (result.stopped !== null) return { exit: 124, stopped: result.stopped };
  return { exit: result.exit ?? 137, stopped: null };
}
