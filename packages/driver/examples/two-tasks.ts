import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderLegacyLine, runDriver } from '@machinist/driver';

const folder = mkdtempSync(join(tmpdir(), 'two-tasks-'));
const goalPath = join(folder, 'goal.json');
writeFileSync(
  goalPath,
  JSON.stringify({
    goal: 'greet the world',
    repo: '.',
    worker_cmd: 'echo "{task}" >> greetings.txt', // any coding agent: claude -p "{task}"
    verify_cmd: 'test "$(wc -l < greetings.txt)" -le 1', // the exit code is the truth
    max_attempts: 2,
    tick_seconds: 0,
    budget: { max_worker_runs: 10, max_wall_seconds: 60 },
    tasks: [
      { id: 'hello', goal: 'say "hello"; touch /tmp/never-run' },
      { id: 'again', goal: 'say it twice' },
    ],
  }),
);

const outcome = await runDriver({
  goalPath,
  environment: { PATH: process.env['PATH'] },
  onEvent: (entry) => {
    const line = renderLegacyLine(entry);
    if (line !== null) console.log(line.replaceAll(/^\[.*?\] /gm, '')); // without the time
  },
});
console.log(outcome);
rmSync(folder, { recursive: true });
