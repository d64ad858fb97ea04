import { isCancel, text } from '@clack/prompts';
import { lintGoal, writeInitialGoal, type GoalAdvice } from '@machinist/driver';
import type { Command } from 'commander';
import { CliError } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { escapeLine } from '../render/escape-text.ts';
import type { Terminal } from '../terminal.ts';

interface InitOptions {
  readonly goal?: string;
  readonly repo?: string;
  readonly worker?: string;
  readonly verify?: string;
  readonly task?: readonly string[];
}

/** `machinist drive init`: a goal file in propose mode with a budget, looked over before it is run. */
export function addDriveInitCommand(drive: Command, act: Act): void {
  drive
    .command('init')
    .description(
      'write a goal file (propose mode, with a budget) and look it over; asks for what is missing when somebody is there',
    )
    .argument('[file]', 'the goal file', 'goal.json')
    .option('--goal <text>', 'what is to be achieved')
    .option('--repo <directory>', 'the repository, relative to the goal file')
    .option('--worker <command>', 'shell command of the worker; {task} stands for the task text')
    .option('--verify <command>', 'shell command whose exit code is ground truth')
    .option('--task <text...>', 'a task, one small step in plain words; repeat for more')
    .action(
      act<[string], InitOptions>(async ({ terminal, options }, file) => {
        const ask = (message: string, flag: string): Promise<string> => askFor(message, flag, terminal.interactive);
        const goal = options.goal ?? (await ask('What is to be achieved?', '--goal'));
        const repo = options.repo ?? (await ask('Which repository (relative to the goal file)?', '--repo'));
        const workerCommand =
          options.worker ?? (await ask('Worker command ({task} stands for the task text)?', '--worker'));
        const verifyCommand = options.verify ?? (await ask('Verify command (its exit code is the truth)?', '--verify'));
        const tasks = options.task ?? (await askForTasks(ask));
        writeInitialGoal(file, { goal, repo, workerCommand, verifyCommand, tasks });
        const advice = await lintGoal(file);
        if (terminal.json) terminal.printJson({ formatVersion: 1, file, tasks: tasks.length, advice });
        terminal.print(
          `Wrote ${escapeLine(file)}: ${tasks.length} task${tasks.length === 1 ? '' : 's'}, propose mode. Next: machinist drive ${escapeLine(file)}`,
        );
        tellAdvice(advice, terminal);
        return exitCode.done;
      }),
    );
}

function tellAdvice(advice: readonly GoalAdvice[], terminal: Terminal): void {
  for (const { level, message } of advice)
    terminal.print(
      `${level === 'problem' ? terminal.style('red', '✗') : terminal.style('yellow', '!')} ${escapeLine(message)}`,
    );
}

async function askForTasks(ask: (message: string, flag: string) => Promise<string>): Promise<string[]> {
  const tasks = [await ask('First task, in plain words?', '--task')];
  for (;;) {
    const answer = await text({
      message: 'Next task (empty: that is all)?',
      output: process.stderr,
    });
    if (isCancel(answer)) throw interrupted();
    if ((answer ?? '').trim() === '') return tasks;
    tasks.push(answer);
  }
}

async function askFor(message: string, flag: string, interactive: boolean): Promise<string> {
  if (!interactive)
    throw new CliError('NOT_INTERACTIVE', `${flag} is missing and nobody is there to ask; give it on the command line`);
  const answer = await text({
    message,
    validate: (value) => ((value ?? '').trim() === '' ? 'This cannot be empty.' : undefined),
    output: process.stderr,
  });
  if (isCancel(answer)) throw interrupted();
  return answer;
}

function interrupted(): CliError {
  return new CliError('INTERRUPTED', 'interrupted; nothing was written');
}
