import { Command } from 'commander';
import { CliError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { addCheckCommand } from './commands/check.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addDriveCommand } from './commands/drive.ts';
import { addForgeCommand } from './commands/forge.ts';
import { addInteractiveCommand } from './commands/interactive.ts';
import { addPromoteCommand } from './commands/promote.ts';
import { addRegistryCommand } from './commands/registry.ts';
import { addSandboxCommand } from './commands/sandbox.ts';
import { version } from './package-files.ts';

/** Options that every command understands. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly registry: string;
}

/** Adds one command; `act` wraps its action so that the exit code it returns becomes the program's. */
export type AddCommand = (program: Command, act: Act) => void;

type Action<Arguments extends unknown[], Options> = (
  context: { readonly terminal: Terminal; readonly options: Options & GlobalOptions },
  ...args: Arguments
) => Promise<number>;

export type Act = <Arguments extends unknown[], Options>(
  action: Action<Arguments, Options>,
) => (...received: unknown[]) => Promise<void>;

const addCommands: readonly AddCommand[] = [
  addForgeCommand,
  addCheckCommand,
  addPromoteCommand,
  addRegistryCommand,
  addSandboxCommand,
  addDriveCommand,
  addDoctorCommand,
  addDemoCommand,
];

/** The whole command line for `argv`. `result()` is the exit code of the action that ran. */
export function createProgram(argv: readonly string[]): { readonly program: Command; readonly result: () => number } {
  let result: number = exitCode.done;
  const program = new Command('machinist')
    .description('Tools that a local model writes and nobody has to trust on faith.')
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'one JSON document (NDJSON events for long work) on stdout and nothing else there')
    .option('--quiet', 'no progress on stderr')
    .option('--no-color', 'no colour (also: NO_COLOR)')
    .option('--registry <directory>', 'the registry', process.env['MACHINIST_REGISTRY'] ?? 'registry')
    .showSuggestionAfterError(true)
    .exitOverride()
    // What is wrong with a command line is said by reportError, in one line.
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined })
    .on('beforeAllHelp', refuseBareGroup)
    .addHelpText(
      'after',
      '\nThe agent attestation records have a command of their own:\n  machinist aar keygen|sign|verify|chain|log|export ...   (machinist aar --help)',
    );

  const act: Act =
    (action) =>
    async (...received) => {
      // commander hands over arguments, options and the command, in this order and untyped.
      // oxlint-disable typescript/no-unsafe-type-assertion
      const command = received.at(-1) as Command;
      const options = command.optsWithGlobals<GlobalOptions>();
      const context = { terminal: createTerminal(options), options };
      result = await action(context as never, ...(received.slice(0, -2) as never));
      // oxlint-enable typescript/no-unsafe-type-assertion
    };
  // An action of its own would make the program take a misspelt command for an argument.
  if (program.parseOptions([...argv]).operands.length === 0) addInteractiveCommand(program, act);
  for (const add of addCommands) add(program, act);
  return { program, result: () => result };
}

/** commander answers a group without a command with its help, as an error. */
function refuseBareGroup({ error, command }: { readonly error: boolean; readonly command: Command }): void {
  if (!error) return;
  const names = command.commands.map((each) => each.name()).join(', ');
  throw new CliError('USAGE', `${command.name()} needs one of: ${names}; see machinist --help`);
}
