import { runAarCommand, type AarCommandContext } from '@machinist/aar-signer';
import { CommanderError } from 'commander';
import { exitCode } from './exit-code.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs one command line and returns its exit code. Never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv[0] === 'aar') return await runAarCommand(argv.slice(1), aarContext());
    const { program, result } = createProgram();
    await program.parseAsync(argv, { from: 'user' });
    return result();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    return reportError(error, {
      json: argv.includes('--json') && !argv.slice(0, argv.indexOf('--json')).includes('--'),
    });
  }
}

function aarContext(): AarCommandContext {
  return { stdout: process.stdout, stderr: process.stderr, cwd: process.cwd(), now: () => new Date() };
}
