import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStatus } from '@machinist/driver';

// Plays the coding agent: it gets the second task wrong once, so that the re-queue is seen.
const worker = `#!/bin/sh
case "$1" in
  *greet*) printf 'hello\\n' > hello.txt ;;
  *count*) if [ -e count.txt ]; then printf '1 2 3\\n' > count.txt; else printf '1 2\\n' > count.txt; fi ;;
  *) exit 1 ;;
esac
`;

// Ground truth, beside the repository and out of the worker's way.
const verifier = `#!/bin/sh
[ "$(cat hello.txt)" = hello ] || { echo "hello.txt does not greet"; exit 1; }
[ ! -e count.txt ] || [ "$(cat count.txt)" = "1 2 3" ] || { echo "count.txt does not count to three"; exit 1; }
echo "all checks hold"
`;

/**
 * The goal file to drive: the last one when it is not finished (a killed demo resumes there), else a new folder with
 * a scratch repository. A new folder appears under its name only when it is whole.
 */
export function prepareGoal(base: string, keyFile: string): string {
  for (let number = 1; ; number += 1) {
    const directory = join(base, `goal-${number}`);
    const goalPath = join(directory, 'goal.json');
    if (!existsSync(directory)) {
      layOut(`${directory}.new-${process.pid}`, keyFile, directory);
      return goalPath;
    }
    if (
      existsSync(goalPath) &&
      readStatus(goalPath).tasks.some(({ status }) => status === 'pending' || status === 'running')
    ) {
      return goalPath;
    }
  }
}

function layOut(staging: string, keyFile: string, directory: string): void {
  const repo = join(staging, 'repo');
  mkdirSync(repo, { recursive: true });
  writeFileSync(join(staging, 'worker.sh'), worker);
  writeFileSync(join(staging, 'verify.sh'), verifier);
  writeFileSync(join(repo, 'README.md'), '# Scratch repository of the Machinist demo\n');
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: repo, stdio: 'ignore' });
  git('init', '--initial-branch=main');
  git('config', 'user.name', 'Machinist demo');
  git('config', 'user.email', 'demo@demo.example');
  git('add', 'README.md');
  git('commit', '--no-gpg-sign', '-m', 'Start');
  const goal = {
    goal: 'Greet and count',
    repo: 'repo',
    mode: 'commit',
    worker_cmd: 'sh ../worker.sh {task}',
    verify_cmd: 'sh ../verify.sh',
    max_attempts: 3,
    tick_seconds: 0,
    budget: { max_worker_runs: 10, max_wall_seconds: 120 },
    contract: {
      definition_of_done: 'verify.sh exits 0',
      autonomy_ceiling: 1,
      proposed_by: 'the demo',
      ratified_by: 'the person who typed the command',
    },
    aar_priv: keyFile,
    subject: 'did:web:demo.example:machine-driver',
    principal: 'did:web:demo.example',
    tasks: [
      { id: 'greet', goal: 'Write hello.txt: one line that greets', status: 'pending', reversible: true },
      { id: 'count', goal: "Write count.txt: count to three; don't stop at two", status: 'pending', reversible: true },
    ],
  };
  writeFileSync(join(staging, 'goal.json'), `${JSON.stringify(goal, null, 2)}\n`);
  renameSync(staging, directory);
}
