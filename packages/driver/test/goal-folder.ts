import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runDriver, type DriverOutcome, type JournalEntry, type RunDriverOptions } from '../src/index.ts';

interface TaskDocument {
  readonly [key: string]: unknown;
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
}

interface GoalDocument {
  readonly [key: string]: unknown;
  readonly tasks: readonly TaskDocument[];
}

/** A goal file, its repository and its journal in a folder of their own. */
export interface GoalFolder {
  readonly folder: string;
  readonly repo: string;
  readonly goalPath: string;
  readonly journalPath: string;
  goal(): GoalDocument;
  writeGoal(goal: object): void;
  journal(): JournalEntry[];
  events(): string[];
  run(options?: Partial<RunDriverOptions>): Promise<DriverOutcome>;
  git(...parameters: string[]): string;
  commits(): string[];
  read(path: string): string;
  exists(path: string): boolean;
}

export const ratified = { proposed_by: 'planner', ratified_by: 'council', autonomy_ceiling: 1 };

/** Workers and verifiers of the tests see this and nothing else. */
export const testEnvironment = { PATH: process.env['PATH'], HOME: tmpdir(), GIT_CONFIG_GLOBAL: '/dev/null' };

/** Lays out a goal; keys given here win over the defaults. With `git: false` the repository is a plain folder. */
export function createGoalFolder(
  goal: object = {},
  { git = true, whenDone = onTestFinished }: { git?: boolean; whenDone?: (cleanUp: () => void) => void } = {},
): GoalFolder {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'machinist-driver-')));
  whenDone(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const repo = join(folder, 'repo');
  mkdirSync(repo);
  const runGit = (...parameters: string[]): string =>
    execFileSync('git', parameters, {
      cwd: repo,
      encoding: 'utf8',
      env: testEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  if (git) {
    runGit('init', '--quiet');
    runGit('config', 'user.email', 'driver@example.com');
    runGit('config', 'user.name', 'driver');
    runGit('commit', '--quiet', '--allow-empty', '--message', 'init');
  }
  const goalPath = join(folder, 'goal.json');
  const journalPath = join(folder, 'driver-log.jsonl');
  const result: GoalFolder = {
    folder,
    repo,
    goalPath,
    journalPath,
    goal: () => JSON.parse(readFileSync(goalPath, 'utf8')),
    writeGoal: (value) => {
      writeFileSync(goalPath, JSON.stringify(value, null, 2));
    },
    journal: () =>
      existsSync(journalPath)
        ? readFileSync(journalPath, 'utf8')
            .split('\n')
            .slice(0, -1)
            .map((line) => JSON.parse(line))
        : [],
    events: () => result.journal().map((entry) => entry.event),
    run: (options = {}) =>
      runDriver({ goalPath, environment: testEnvironment, durability: 'process', graceMs: 300, ...options }),
    git: runGit,
    commits: () => runGit('log', '--format=%s').trim().split('\n'),
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    exists: (path) => existsSync(join(folder, path)),
  };
  result.writeGoal({
    goal: 'test goal',
    repo: 'repo',
    worker_cmd: 'true',
    verify_cmd: 'true',
    tick_seconds: 0,
    tasks: [{ id: 't1', goal: 'one' }],
    ...goal,
  });
  return result;
}
