import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, parseObject } from './machinist.ts';

/** Lays out `goal.json` beside a scratch git repository `repo` in `folder`; keys given here win over the defaults. */
export function layOutGoal(folder: string, goal: object = {}): void {
  const repo = join(folder, 'repo');
  mkdirSync(repo);
  const git = (...argv: string[]): void => void execFileSync('git', argv, { cwd: repo, env: childEnvironment() });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'test');
  git('config', 'user.email', 'test@example.com');
  git('commit', '--quiet', '--allow-empty', '--message', 'Start');
  const defaults = {
    goal: 'test goal',
    repo: 'repo',
    worker_cmd: 'true {task}',
    verify_cmd: 'true',
    tick_seconds: 0,
    tasks: [{ id: 't1', goal: 'one' }],
  };
  writeFileSync(join(folder, 'goal.json'), JSON.stringify({ ...defaults, ...goal }));
}

/** The entries of the journal beside the goal. */
export function journalOf(folder: string): Record<string, unknown>[] {
  const text = readFileSync(join(folder, 'driver-log.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseObject(line));
}
