import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandResult } from '../run-command.ts';
import { runVerifier } from '../run-verifier.ts';
import type { Session } from '../session.ts';
import { createCheckout } from './create-checkout.ts';
import type { StrictAttempt } from './run-strict-attempt.ts';
import { strictOf } from './strict-session.ts';

/** What all verifier runs of a tree say together. */
export interface TreeVerdict {
  readonly passed: boolean;
  /** The last exit code that speaks against the tree, 0 when there is none. */
  readonly exit: number;
  readonly stopped: CommandResult['stopped'];
}

/** Shows a tree to the verifier as often as the goal asks, each time in a new checkout, and counts. */
export async function verifyTree(
  session: Session,
  attempt: StrictAttempt,
  tree: string,
  name: string,
): Promise<TreeVerdict> {
  const { verify } = strictOf(session).goal;
  const required = verify.required ?? verify.runs;
  let passes = 0;
  let failures = 0;
  let exit = 0;
  for (let run = 1; run <= verify.runs; run += 1) {
    const verdict = await verifyOnce(session, attempt, tree, verify.runs === 1 ? name : `${name}-${run}`);
    if (verdict.stopped !== null && verdict.stopped !== 'timeout') return { passed: false, ...verdict };
    if (verdict.exit === 0) passes += 1;
    else {
      failures += 1;
      exit = verdict.exit;
    }
  }
  const passed = passes >= required;
  const of = { task: attempt.task, attempt: attempt.attempt };
  session.record({
    event: 'verdict',
    ...of,
    tree,
    runs: verify.runs,
    required,
    passes,
    flaky: passes > 0 && failures > 0,
  });
  return { passed, exit: passed ? 0 : exit, stopped: null };
}

/** One verifier run on a tree laid out anew. */
export async function verifyOnce(
  session: Session,
  attempt: StrictAttempt,
  tree: string,
  name: string,
): Promise<Omit<TreeVerdict, 'passed'>> {
  const { repository, goal } = strictOf(session);
  const [program = '', ...parameters] = goal.verify.argv;
  const folder = join(attempt.folder, `${name}-tree`);
  const laidOut = await createCheckout(repository, folder, attempt.base, tree);
  if (!laidOut.ok) {
    session.warn('VERIFY_TREE', `task ${attempt.task}: the tree to verify could not be laid out: ${laidOut.detail}`);
    return { exit: 1, stopped: null };
  }
  try {
    return await runVerifier(session, attempt, {
      argv: [program, ...parameters],
      query: JSON.stringify(goal.verify.argv),
      cwd: folder,
      hunt: true,
      name,
      sandbox: goal.verify.sandbox,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
