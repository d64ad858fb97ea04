import { exitCode, type ExitCode } from './exit-code.ts';
import { exitCodeOfError } from './exit-code-of-error.ts';
import { escapeLine } from './render/escape-text.ts';

const longestMessage = 2000;

/** Says what went wrong in one line with its code, and returns the exit code. A stack is shown only for defects, on request. */
export function reportError(error: unknown, options: { readonly json: boolean }): ExitCode {
  const code = codeOf(error);
  const message = escapeLine(error instanceof Error ? error.message : String(error)).slice(0, longestMessage);
  const exit = exitCodeOfError(error);
  if (options.json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  process.stderr.write(`machinist: ${message} [${code}]\n`);
  if (exit === exitCode.internal) explainDefect(error);
  return exit;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'INTERNAL';
}

function explainDefect(error: unknown): void {
  const wanted = (process.env['MACHINIST_DEBUG'] ?? '') !== '';
  if (wanted && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  else process.stderr.write('machinist: this is a defect; MACHINIST_DEBUG=1 shows where it happened\n');
}
