// The abuse suite as a report: one JSON object a line for every attempt, then one summary. See README, "The abuse suite".
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openAbuseHost } from '../test/abuse/open-abuse-host.ts';
import { runAttempts, sandboxRunner, weakRunner } from '../test/abuse/run-attempts.ts';
import type { AttemptReport } from '../test/abuse/run-attempts.ts';
import { shuffle } from '../test/abuse/shuffle.ts';
import { makeReachableCopy, ordinaryUser } from '../test/ordinary-user.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    // Set for the second process, which is already the ordinary user.
    inner: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const user = process.geteuid?.() ?? -1;

function print(row: object): void {
  process.stdout.write(`${JSON.stringify(row)}\n`);
}

function printReports(context: object, reports: readonly AttemptReport[]): void {
  for (const { outcome, detail, ...attempt } of reports) {
    print({ kind: 'attempt', ...context, ...attempt, outcome, ...(outcome === 'HELD' ? {} : { detail }) });
  }
}

function count(reports: readonly AttemptReport[], outcome: AttemptReport['outcome']): number {
  return reports.filter((report) => report.outcome === outcome).length;
}

const host = await openAbuseHost();
const all: AttemptReport[] = [];
for (const concurrency of [1, 2]) {
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const reports = await runAttempts(shuffle(host.attempts, seed + round), sandboxRunner, concurrency);
    printReports({ sandbox: 'default policy', user, concurrency, round, seed: seed + round }, reports);
    all.push(...reports);
  }
}
const control = await runAttempts(host.attempts, weakRunner(host.directory), 2);
printReports({ sandbox: 'weak control', user }, control);
host.close();
const areas = new Set(control.flatMap(({ area, outcome }) => (outcome === 'BREACH' ? [area] : [])));
const isHeld = count(all, 'HELD') === all.length;
// A suite that breaks nothing when the sandbox is weak would prove nothing when it is strong.
const controlIsBroken = areas.size === new Set(control.map(({ area }) => area)).size;
print({
  kind: 'summary',
  user,
  attempts: host.attempts.length,
  runs: all.length,
  held: count(all, 'HELD'),
  breached: count(all, 'BREACH'),
  unclear: count(all, 'UNCLEAR'),
  controlBreached: count(control, 'BREACH'),
  controlAreas: [...areas].toSorted(),
  verdict: isHeld && controlIsBroken ? 'HELD' : 'BREACH',
});
process.exitCode = isHeld && controlIsBroken ? 0 : 1;

if (user === 0 && !values.inner) {
  const copy = makeReachableCopy();
  const words = ['--no-warnings', join(copy.directory, 'scripts/abuse.ts'), '--inner', '--rounds', values.rounds];
  const { status } = spawnSync(copy.node, [...words, '--seed', values.seed], {
    cwd: '/',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    stdio: 'inherit',
    uid: ordinaryUser,
    gid: ordinaryUser,
  });
  copy.remove();
  if (status !== 0) process.exitCode = 1;
}
