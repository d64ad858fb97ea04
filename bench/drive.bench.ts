// What the driver costs over two bare spawns per task, how that grows with the number of tasks, and what a loud worker costs in memory.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const floorLimit = 1.5;
const growthLimit = 1.1;
const memoryLimit = 1.1;
const environment = { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), GIT_CONFIG_GLOBAL: '/dev/null' };
const floorTasks = 25;
const rounds = 3;
const [, , mode, ...sizes] = process.argv;
const [goalCount = 1, taskCount = 100, outputCount = 0] = sizes.map(Number);

if (mode === 'child') await driveGoals(goalCount, taskCount, outputCount);
else compare();

/** Two bare shells: what any driver must pay for a task. */
async function spawnTwice(): Promise<void> {
  for (let spawned = 0; spawned < 2; spawned += 1)
    await once(spawn('/bin/sh', ['-c', 'true'], { stdio: 'ignore', env: environment, detached: true }), 'exit');
}

interface Report {
  readonly msPerTask: number;
  /** The floor, measured in the same process before and after. */
  readonly floorMs: number;
  readonly rssBytes: number;
}

async function measureFloor(): Promise<number> {
  const started = performance.now();
  for (let task = 0; task < floorTasks; task += 1) await spawnTwice();
  return (performance.now() - started) / floorTasks;
}

/** Drives `goals` goals of `tasks` tasks each in this process, between two measurements of the floor. */
async function driveGoals(goals: number, tasks: number, outputBytes: number): Promise<void> {
  const { runDriver } = await import('../packages/driver/src/index.ts');
  const folder = mkdtempSync(join(tmpdir(), 'drive-bench-'));
  const repo = join(folder, 'repo');
  mkdirSync(repo);
  execFileSync('git', ['init', '--quiet'], { cwd: repo, env: environment });
  const run = async (name: string, count: number): Promise<number> => {
    mkdirSync(join(folder, name));
    const goalPath = join(folder, name, 'goal.json');
    const worker = outputBytes === 0 ? 'true' : `head -c ${outputBytes} /dev/zero`;
    const list = Array.from({ length: count }, (_, index) => ({ id: `t${index}`, goal: `task ${index}` }));
    const goal = {
      goal: 'bench',
      repo: '../repo',
      worker_cmd: worker,
      verify_cmd: 'true',
      tick_seconds: 0,
      tasks: list,
    };
    writeFileSync(goalPath, JSON.stringify(goal));
    const started = performance.now();
    const outcome = await runDriver({ goalPath, environment, durability: 'process' });
    if (outcome.kind !== 'complete') throw new Error(`the goal ended as ${outcome.kind}`);
    return performance.now() - started;
  };
  try {
    await run('warm', 5);
    const floors = [await measureFloor()];
    let wallMs = 0;
    for (let goal = 0; goal < goals; goal += 1) {
      wallMs += await run(`goal-${goal}`, tasks);
      floors.push(await measureFloor());
    }
    const report: Report = {
      msPerTask: wallMs / goals / tasks,
      floorMs: floors.reduce((sum, value) => sum + value, 0) / floors.length,
      rssBytes: process.resourceUsage().maxRSS * 1024,
    };
    console.log(JSON.stringify(report));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(goals: number, tasks: number, outputBytes = 0): Report {
  const parameters = [goals, tasks, outputBytes].map(String);
  const program = [...process.execArgv, import.meta.filename, 'child', ...parameters];
  const value: Report = JSON.parse(execFileSync(process.execPath, program, { encoding: 'utf8' }));
  return value;
}

function compare(): void {
  const ratios: number[] = [];
  const growths: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const hundred = measure(10, 100);
    const many = measure(1, 3000);
    const again = measure(10, 100);
    const fewMs = (hundred.msPerTask + again.msPerTask) / 2;
    ratios.push(hundred.msPerTask / hundred.floorMs, again.msPerTask / again.floorMs);
    growths.push(many.msPerTask / fewMs);
    console.log(
      `  round ${round}: floor ${hundred.floorMs.toFixed(2)} ms; per task ${fewMs.toFixed(2)} ms at 100, ${many.msPerTask.toFixed(2)} ms at 3000`,
    );
  }
  const [quiet, loud, louder] = [1, 200_000_000, 400_000_000].map((bytes) => measure(1, 5, bytes).rssBytes);
  if (quiet === undefined || loud === undefined || louder === undefined) throw new Error('unreachable');
  // Buffers that wait for the collector cost a constant, once there is any output to speak of.
  const [quietMiB, loudMiB] = [quiet, loud].map((bytes) => (bytes / 1_048_576).toFixed(0));
  console.log(`  memory: ${quietMiB} MiB with silent workers, ${loudMiB} MiB with 1 GB of output`);
  const passed = [
    judge('driver / two bare spawns per task, goals of 100 tasks', median(ratios), floorLimit),
    judge('cost per task, goal of 3000 tasks / goals of 100', median(growths), growthLimit),
    judge('memory, 2 GB of worker output / 1 GB', louder / loud, memoryLimit),
  ];
  if (passed.includes(false)) process.exitCode = 1;
}

function judge(name: string, ratio: number, limit: number): boolean {
  const passed = ratio <= limit;
  console.log(`${passed ? 'PASS' : 'FAIL'}  ${name}: ${ratio.toFixed(2)}x, limit ${limit.toFixed(2)}x`);
  return passed;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
