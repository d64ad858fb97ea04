import { readStatus, type DriverStatus } from '@machinist/driver';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { renderStatus } from '../render/render-status.ts';
import { abortOnSignals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

const lookMs = 500;

/** `machinist drive status GOAL.json`: where a goal stands, also beside a running driver. */
export function addDriveStatusCommand(drive: Command, act: Act): void {
  drive
    .command('status')
    .description('where a goal stands: tasks, attempts, budget, driver, operator, journal')
    .argument('<goal>', 'the goal file')
    .option('--watch', 'go on showing it until every task is done or blocked, or Ctrl-C')
    .action(
      act<[string], { readonly watch?: boolean }>(async ({ terminal, options }, goalPath) => {
        if (options.watch === true) return watch(goalPath, terminal);
        const status = read(goalPath);
        if (terminal.json) terminal.printJson({ formatVersion: 1, ...status });
        for (const line of renderStatus(status)) terminal.print(line);
        return codeOf(status);
      }),
    );
}

function read(goalPath: string): DriverStatus {
  return readStatus(goalPath, { operatorFolder: process.env['MACHINIST_OPERATOR_DIR'] });
}

function codeOf({ journal }: DriverStatus): ExitCode {
  return journal.ok ? exitCode.done : exitCode.notGood;
}

/** A table that redraws itself on a terminal; elsewhere a line for each task that changed, or a document for each change. */
async function watch(goalPath: string, terminal: Terminal): Promise<ExitCode> {
  const signals = abortOnSignals();
  const live = process.stdout.isTTY && !terminal.json;
  const told = new Map<string, string>();
  let drawn = 0;
  let before = '';
  try {
    for (;;) {
      const status = read(goalPath);
      const { heartbeat: _heartbeat, wallMs: _wallMs, ...telling } = status;
      const now = JSON.stringify(telling);
      if (live) {
        const lines = renderStatus(status).map((line) => line.slice(0, (process.stdout.columns || 100) - 1));
        const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
        process.stdout.write(`${up}\u001b[0J${lines.join('\n')}\n`);
        drawn = lines.length;
      } else if (now !== before) {
        if (terminal.json) terminal.printJson({ formatVersion: 1, ...status });
        else printChanges(status, told, terminal);
      }
      before = now;
      const open = status.tasks.some((task) => task.status === 'pending' || task.status === 'running');
      if (!status.journal.ok || (!open && status.driver === null)) return codeOf(status);
      await delay(lookMs, undefined, { signal: signals.signal }).catch(() => undefined);
      if (signals.signal.aborted) return exitCode.interrupted;
    }
  } finally {
    signals.dispose();
  }
}

function printChanges(status: DriverStatus, told: Map<string, string>, terminal: Terminal): void {
  const lines = renderStatus(status);
  const tasks = status.tasks.map(({ id }, index): [string, string] => [id, lines[index + 1] ?? '']);
  const rest = lines
    .slice(status.tasks.length + 1)
    .filter((line) => !line.startsWith('journal') && !line.startsWith('budget'));
  const named = [...tasks, ...rest.map((line): [string, string] => [`\u0000${line.split(' ')[0] ?? ''}`, line])];
  for (const [name, line] of named) {
    if (told.get(name) === line) continue;
    told.set(name, line);
    terminal.print(line);
  }
}
