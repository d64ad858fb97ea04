import { runAarCommand, type AarCommandContext } from '@machinist/aar-signer';
import { CommanderError } from 'commander';
import { CliError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs one command line and returns its exit code. Never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const aarArguments = argumentsOfAar(argv);
    if (aarArguments !== undefined) return await runAarCommand(aarArguments, aarContext());
    const { program, result } = createProgram(argv);
    await program.parseAsync(argv, { from: 'user' });
    return result();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCode.done;
    return reportError(error instanceof CommanderError ? usageError(error) : error, {
      json: argv.includes('--json') && !argv.slice(0, argv.indexOf('--json')).includes('--'),
    });
  }
}

// The `aar` command reads its own arguments; global switches may stand before its name.
function argumentsOfAar(argv: readonly string[]): readonly string[] | undefined {
  const at = argv.findIndex((argument) => !['--json', '--quiet', '--no-color'].includes(argument));
  if (argv[at] !== 'aar') return undefined;
  const rest = argv.slice(at + 1);
  return argv.slice(0, at).includes('--json') ? [...rest, '--json'] : rest;
}

function usageError(error: CommanderError): CliError {
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new CliError('USAGE', `${message.replace(/\.$/, '')}; see machinist --help`, { cause: error });
}

function aarContext(): AarCommandContext {
  return { stdout: process.stdout, stderr: process.stderr, cwd: process.cwd(), now: () => new Date() };
}
