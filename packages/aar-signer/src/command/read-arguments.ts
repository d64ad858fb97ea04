import { parseArgs, type ParseArgsConfig } from 'node:util';
import { escapeForeign } from '../core/escape-foreign.ts';
import { AarError } from '../errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Strict `parseArgs`: unknown options and missing values are `USAGE`. */
export function readArguments<const Known extends Options>(
  argv: readonly string[],
  options: Known,
): ReturnType<typeof parseArgs<{ args: string[]; options: Known; allowPositionals: true; strict: true }>> {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const [sentence = ''] = cause instanceof Error ? cause.message.split('. ') : [];
    // The message quotes the argument, so its words are escaped one by one.
    const safe = sentence
      .split(' ')
      .map((word) => escapeForeign(word))
      .join(' ');
    throw new AarError('USAGE', `${safe}; see aar --help`, { cause });
  }
}

/** The value of an option that has to be there. */
export function requireOption(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new AarError('USAGE', `--${name} is missing; see aar --help`);
  return value;
}
