import { renderLegacyLine, runDriver, type DriverOutcome } from '@machinist/driver';
import type { Command } from 'commander';
import { driverPorts } from '../compose/compose-driver.ts';
import { openRecordLog } from '../compose/record-log.ts';
import { CliError } from '../errors.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { abortOnSignals } from '../signals.ts';
import { addDriveOperatorCommands } from './drive-operator.ts';
import { addDriveInitCommand } from './drive-init.ts';
import { addDriveWatchCommand } from './drive-watch.ts';
import { addDriveExplainCommand } from './drive-explain.ts';
import { addDriveReceiptsCommand } from './drive-receipts.ts';
import { addDriveRatifyCommand } from './drive-ratify.ts';
import { addDriveStatusCommand } from './drive-status.ts';
import { addDriveVerifyLogCommand } from './drive-verify-log.ts';

/** `machinist drive GOAL.json` and its verbs. */
export function addDriveCommand(program: Command, act: Act): void {
  const command = program
    .command('drive')
    .description('work through a goal file: one fresh worker per attempt, the verify exit code is the truth')
    .argument('[goal]', 'the goal file')
    .option('--operator-key <file>', "the operator's public key: what gives more freedom must be signed with it")
    .option('--log <directory>', 'the transparency log that signed records go to (needs --log-key)')
    .option('--log-key <file>', 'the key of that log; machinist aar log init makes both')
    .addHelpText(
      'after',
      '\nExit: 0 all tasks done, 2 budget halt, 3 finished with blocked tasks, 4 halted by the operator, 64 a bad goal file, 75 another driver runs it, 130 interrupted.\nKill it at any time; the same command takes up the same task.\n\nExamples:\n  machinist drive init goal.json --repo . --worker \'claude -p "{task}"\' --verify "npm test" --task "Fix the parser"\n  machinist drive goal.json',
    )
    .action(
      act<[string | undefined], DriveOptions>(async ({ terminal, options }, goalPath) => {
        if (goalPath === undefined)
          throw new CliError(
            'USAGE',
            'drive needs a goal file: machinist drive goal.json (machinist drive init makes one)',
          );
        const signals = abortOnSignals();
        try {
          return await drive(goalPath, terminal, signals.signal, options);
        } finally {
          signals.dispose();
        }
      }),
    );
  addDriveInitCommand(command, act);
  addDriveStatusCommand(command, act);
  addDriveOperatorCommands(command, act);
  addDriveWatchCommand(command, act);
  addDriveExplainCommand(command, act);
  addDriveReceiptsCommand(command, act);
  addDriveRatifyCommand(command, act);
  addDriveVerifyLogCommand(command, act);
}

interface DriveOptions {
  readonly operatorKey?: string;
  readonly log?: string;
  readonly logKey?: string;
}

/** Drives a goal to its end and tells what happens, entry by entry. */
export async function drive(
  goalPath: string,
  terminal: Terminal,
  signal: AbortSignal,
  options: DriveOptions = {},
): Promise<ExitCode> {
  const recordLog = await openRecordLog(options.log, options.logKey);
  const outcome = await runDriver({
    goalPath,
    ports: driverPorts(process.env, recordLog),
    signal,
    operatorKeyPath: options.operatorKey,
    operatorFolder: process.env['MACHINIST_OPERATOR_DIR'],
    onEvent(entry) {
      if (terminal.json) terminal.printJson(entry);
      const line = renderLegacyLine(entry);
      if (line !== null) terminal.print(line);
    },
  });
  if (terminal.json) terminal.printJson({ event: 'result', ...outcome });
  return exitCodeOfOutcome(outcome);
}

function exitCodeOfOutcome(outcome: DriverOutcome): ExitCode {
  switch (outcome.kind) {
    case 'complete':
      return exitCode.done;
    case 'complete-with-blocked':
      return exitCode.unfinished;
    case 'budget-halt':
      return exitCode.budgetHalt;
    case 'halted':
      return outcome.reason === 'signal' ? exitCode.interrupted : exitCode.haltedByOperator;
  }
}
