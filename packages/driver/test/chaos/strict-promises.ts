import { effectRef, idempotencyKey } from '../../src/core/idempotency-key.ts';
import { parseGoal, replayDecisions, verifyJournal } from '../../src/index.ts';
import type { StrictGoalFolder } from '../strict-goal-folder.ts';

/** What a finished strict goal must look like, however often its driver was killed. Returns every broken promise in words. */
export function findStrictPromisesBroken(goal: StrictGoalFolder): string[] {
  const broken: string[] = [];
  const journal = goal.journal();
  const report = verifyJournal(goal.journalPath);
  if (!report.ok) broken.push(`journal line ${report.line} ${report.problem}`);
  if (journal.at(-1)?.event !== 'goal_complete') broken.push(`the journal ends with ${journal.at(-1)?.event}`);
  const parsed = parseGoal(goal.read('goal.json'));
  const { tasks } = JSON.parse(goal.read('goal.drive/state.json'));
  const refs = goal.git('for-each-ref', '--format=%(refname)').trim().split('\n');
  const commits = goal.commits();
  for (const { id, status, attempts } of tasks) {
    if (status !== 'done' && status !== 'blocked') broken.push(`${id} is ${status}`);
    const landed = commits.filter((subject) => subject === `driver: ${id}`).length;
    if (landed !== (status === 'done' ? 1 : 0)) broken.push(`${id} is ${status} and has ${landed} commits`);
    const claim = parsed.goal.tasks.find((task) => task.id === id)?.goal ?? '';
    const effects = refs.filter((ref) => ref === effectRef(idempotencyKey('test', { id, claim }))).length;
    if (effects !== landed) broken.push(`${id} has ${landed} commits and ${effects} effects`);
    const numbers = journal.flatMap((entry) =>
      entry.event === 'dispatch' && entry.task === id ? [entry.attempt] : [],
    );
    if (numbers.some((number, index) => number !== index + 1))
      broken.push(`${id} was dispatched as ${numbers.join(', ')}`);
    if (numbers.length !== (attempts ?? 0))
      broken.push(`${id} says ${attempts} attempts, the journal ${numbers.length}`);
    if (journal.filter((entry) => entry.event === 'record' && entry.task === id).length !== 1)
      broken.push(`${id} was not recorded once`);
    const settled = journal.filter((entry) => entry.event === 'commit' && entry.task === id).length;
    if (settled !== landed) broken.push(`${id} has ${landed} commits and ${settled} receipts`);
  }
  if (goal.git('status', '--porcelain') !== '')
    broken.push(`the checkout is not clean: ${goal.git('status', '--porcelain')}`);
  for (const { seq, recorded, replayed } of replayDecisions(parsed, journal)) {
    const [was, is] = [JSON.stringify(recorded), JSON.stringify(replayed)];
    if (was !== is) broken.push(`entry ${seq} decided ${was}, replayed ${is}`);
  }
  return broken;
}
