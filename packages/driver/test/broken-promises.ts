import { parseGoal, replayDecisions, verifyJournal, type JournalEntry } from '../src/index.ts';
import type { GoalFolder } from './goal-folder.ts';

/**
 * What a finished goal must look like, however often its driver was killed. Returns every broken promise in words.
 * The ledger is a file outside the driver's reach to which the repository's post-commit hook adds a line per commit.
 */
export function findBrokenPromises(goal: GoalFolder): string[] {
  const broken: string[] = [];
  const journal = goal.journal();
  const report = verifyJournal(goal.journalPath);
  if (!report.ok) broken.push(`journal line ${report.line} ${report.problem}`);
  if (journal.at(-1)?.event !== 'goal_complete') broken.push(`the journal ends with ${journal.at(-1)?.event}`);
  const { tasks } = goal.goal();
  const ledger = goal.exists('ledger') ? goal.read('ledger').trim().split('\n') : [];
  for (const { id, status, attempts } of tasks) {
    if (status !== 'done' && status !== 'blocked') broken.push(`${id} is ${status}`);
    const effects = ledger.filter((line) => line === `driver: ${id}`).length;
    if (effects !== (status === 'done' ? 1 : 0)) broken.push(`${id} is ${status} and has ${effects} effects`);
    const commits = goal.commits().filter((subject) => subject === `driver: ${id}`).length;
    if (commits !== effects) broken.push(`${id} has ${commits} commits and ${effects} effects`);
    const numbers = journal.flatMap((entry) =>
      entry.event === 'dispatch' && entry.task === id ? [entry.attempt] : [],
    );
    if (numbers.some((number, index) => number !== index + 1))
      broken.push(`${id} was dispatched as ${numbers.join(', ')}`);
    if (numbers.length !== attempts) broken.push(`${id} says ${attempts} attempts, the journal ${numbers.length}`);
    if (!goal.exists(`aar/${id}.json`)) broken.push(`${id} has no record`);
    if (journal.filter((entry) => entry.event === 'record' && entry.task === id).length !== 1)
      broken.push(`${id} was not recorded once`);
  }
  broken.push(...findOpenAttempts(journal));
  const parsed = parseGoal(goal.read('goal.json'));
  for (const { seq, recorded, replayed } of replayDecisions(parsed, journal)) {
    const [was, is] = [JSON.stringify(recorded), JSON.stringify(replayed)];
    if (was !== is) broken.push(`entry ${seq} decided ${was}, replayed ${is}`);
  }
  return broken;
}

/** A dispatch is followed by its task's settlement before anything else is dispatched. */
function findOpenAttempts(journal: readonly JournalEntry[]): string[] {
  const settling = new Set(['interrupted', 'requeue', 'quarantine', 'commit', 'commit_denied', 'commit_skipped']);
  const broken: string[] = [];
  let open: string | undefined;
  for (const entry of journal) {
    if (entry.event === 'dispatch') {
      if (open !== undefined) broken.push(`${entry.task} was dispatched while ${open} was open`);
      open = entry.task;
    } else if (settling.has(entry.event)) open = undefined;
  }
  return open === undefined ? broken : [...broken, `${open} was left open`];
}
