import { createHash } from 'node:crypto';
import { processDeadline } from './core/budget.ts';
import { canonicalJson } from './core/canonical-json.ts';
import { findTask } from './core/driver-state.ts';
import type { Attempt } from './attempt.ts';
import type { JsonObject } from './core/json-value.ts';
import { describeEnd } from './describe-end.ts';
import { runCommand, type CommandResult } from './run-command.ts';
import { runSandboxed } from './run-sandboxed.ts';
import type { Session } from './session.ts';
import { keepEvidence } from './write-record.ts';

/** The verifier's answer as one number: its exit code, 124 when it was ended, 137 when it died, 1 when there is none. */
export interface Verdict {
  readonly exit: number;
  readonly stopped: CommandResult['stopped'];
}

const tailLength = 600;

/** One run of a verifier. */
export interface VerifierCommand {
  readonly argv: readonly [string, ...string[]];
  /** The command as receipts name it. */
  readonly query: string;
  readonly cwd: string;
  /** Look for processes that left the group as well. */
  readonly hunt: boolean;
  /** Beginning of the names of its output files. */
  readonly name: string;
  /** Runs it in the sandbox that is connected, under this policy. */
  readonly sandbox?: JsonObject | undefined;
}

/** Runs the verify command; its exit code is the ground truth. */
export async function runVerifier(session: Session, attempt: Attempt, command: VerifierCommand): Promise<Verdict> {
  const { goal } = session.parsed;
  const of = { task: attempt.task, attempt: attempt.attempt };
  session.options.probe?.('verify:spawn:before');
  const env = { ...session.verifierEnvironment, MACHINIST_TASK_ID: attempt.task };
  const files = { stdout: `${command.name}-stdout`, stderr: `${command.name}-stderr` };
  const deadline = processDeadline(
    goal.budget,
    session.wallMs(),
    goal.verify_timeout_seconds * 1000,
    findTask(session.state, attempt.task)?.spent?.wallMs,
  );
  const common = { argv: command.argv, cwd: command.cwd, env, files, deadline, folder: attempt.folder };
  const { outputBytes, signal } = session;
  const result =
    command.sandbox === undefined
      ? await runCommand({
          ...common,
          runKey: attempt.runKey,
          outputBytes,
          graceMs: session.graceMs,
          signal,
          hunt: command.hunt,
          onSpawn: (pid, pidStart) => {
            session.options.probe?.('verify:spawn:after');
            session.record({ event: 'verify_started', ...of, pid, pid_start: pidStart });
          },
        })
      : await runSandboxed(session.options.ports?.sandbox, { ...common, outputBytes, signal, policy: command.sandbox });
  if (result.spawnError !== undefined) {
    session.warn('VERIFIER_NOT_STARTED', `task ${attempt.task}: the verifier could not run: ${result.spawnError}`);
  }
  const observedAt = new Date().toISOString();
  const response = Buffer.concat([result.stdout.retained(), result.stderr.retained()]);
  const preimage = { query: command.query, response: response.toString('utf8'), observed_at: observedAt };
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
