import { explain, type TaskExplanation } from '@machinist/driver';
import type { Command } from 'commander';
import { exitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { escapeLine } from '../render/escape-text.ts';

/** `machinist drive explain TASK GOAL.json`: why a task is where it is, receipt by receipt. */
export function addDriveExplainCommand(drive: Command, act: Act): void {
  drive
    .command('explain')
    .description('why a task is where it is: its receipts in words, and what would move it')
    .argument('<task>', 'the task')
    .argument('<goal>', 'the goal file')
    .action(
      act<[string, string], object>(async ({ terminal }, task, goalPath) => {
        const explanation = explain(goalPath, task, { operatorFolder: process.env['MACHINIST_OPERATOR_DIR'] });
        if (terminal.json) terminal.printJson({ formatVersion: 1, ...explanation });
        for (const line of render(explanation)) terminal.print(line);
        return exitCode.done;
      }),
    );
}

function render({ task, status, because, steps, next }: TaskExplanation): string[] {
  return [
    `${task} is ${status}: ${escapeLine(because)}`,
    ...steps.map(({ at, seq, text }) => `  ${at}  #${String(seq).padEnd(5)} ${escapeLine(text)}`),
    `next: ${escapeLine(next)}`,
  ];
}
