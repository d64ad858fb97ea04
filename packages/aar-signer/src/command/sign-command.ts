import { resolve } from 'node:path';
import { escapeForeign } from '../core/escape-foreign.ts';
import { maximumJsonBytes, parseStrictJson } from '../core/parse-strict-json.ts';
import { AarError } from '../errors.ts';
import { readBoundedFile } from '../read-bounded-file.ts';
import { isKeyFileExposed, readPrivateKey } from '../read-private-key.ts';
import { replaceFile } from '../replace-file.ts';
import { signJsonRecord } from '../sign-record.ts';
import type { AarCommandContext } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { readArguments, requireOption } from './read-arguments.ts';

const options = { priv: { type: 'string' }, did: { type: 'string' }, by: { type: 'string' } } as const;

/** `aar sign`: adds `sig` to a record file in place. */
export async function signCommand(argv: readonly string[], context: AarCommandContext): Promise<number> {
  const { values, positionals } = readArguments(argv, options);
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0)
    throw new AarError('USAGE', 'sign takes one record file; see aar --help');
  const keyPath = resolve(context.cwd, requireOption(values.priv, 'priv'));
  const path = resolve(context.cwd, file);
  const key = await readPrivateKey(keyPath, values.did === undefined ? {} : { did: values.did });
  if (await isKeyFileExposed(keyPath)) {
    context.stderr.write('aar: warning: other users may read the private key file; set its mode to 0600\n');
  }
  const parsed = parseStrictJson(await readBoundedFile(path, maximumJsonBytes));
  if (!parsed.ok) throw new AarError(parsed.code, parsed.message);
  const record = signJsonRecord(parsed.value, key, {
    now: context.now(),
    ...(values.by === undefined ? {} : { signer: values.by }),
  });
  const text = `${JSON.stringify(record, null, 2)}\n`;
  if (Buffer.byteLength(text) > maximumJsonBytes) {
    throw new AarError(
      'INPUT_TOO_LARGE',
      `the signed file would exceed ${maximumJsonBytes} bytes; no verifier would read it`,
    );
  }
  await replaceFile(path, text);
  context.stdout.write(`signed: ${escapeForeign(file)} (sig.by=${record.sig.by})\n`);
  return exitCode.done;
}
