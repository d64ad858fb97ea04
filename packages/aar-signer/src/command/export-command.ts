import { resolve } from 'node:path';
import { escapeForeign } from '../core/escape-foreign.ts';
import { maximumJsonBytes } from '../core/parse-strict-json.ts';
import { AarError } from '../errors.ts';
import { exportRecord } from '../export-record.ts';
import { readBoundedFile } from '../read-bounded-file.ts';
import { readPrivateKey } from '../read-private-key.ts';
import { writeNewFile } from '../write-new-file.ts';
import type { AarCommandContext } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { readArguments, requireOption } from './read-arguments.ts';
import { writeResult } from './write-result.ts';

const options = {
  json: { type: 'boolean' },
  dsse: { type: 'boolean' },
  priv: { type: 'string' },
  did: { type: 'string' },
  out: { type: 'string' },
} as const;

/** `aar export --dsse`: the record's twin, an in-toto Statement in a DSSE envelope. */
export async function exportCommand(argv: readonly string[], context: AarCommandContext): Promise<number> {
  const { values, positionals } = readArguments(argv, options);
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0)
    throw new AarError('USAGE', 'export takes one signed record; see aar --help');
  if (values.dsse !== true)
    throw new AarError('USAGE', 'say --dsse: it is the one format to export to; see aar --help');
  const keyPath = resolve(context.cwd, requireOption(values.priv, 'priv'));
  const key = await readPrivateKey(keyPath, values.did === undefined ? {} : { did: values.did });
  const envelope = exportRecord(await readBoundedFile(resolve(context.cwd, file), maximumJsonBytes), key);
  const text = `${JSON.stringify(envelope)}\n`;
  if (values.out === undefined) {
    context.stdout.write(text);
    return exitCode.done;
  }
  await writeNewFile(resolve(context.cwd, values.out), text, 0o644);
  writeResult(context, values.json, { exported: values.out }, `exported: ${escapeForeign(values.out)}`);
  return exitCode.done;
}
