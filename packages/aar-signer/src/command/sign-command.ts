import { resolve } from 'node:path';
import { escapeForeign } from '../core/escape-foreign.ts';
import { maximumJsonBytes, parseStrictJson } from '../core/parse-strict-json.ts';
import { hashRecord } from '../core/hash-record.ts';
import { isJsonObject } from '../core/is-json-object.ts';
import { createLogMember } from '../core/log/log-entry.ts';
import { AarError } from '../errors.ts';
import { readBoundedFile } from '../read-bounded-file.ts';
import { isKeyFileExposed, readPrivateKey } from '../read-private-key.ts';
import { replaceFile } from '../replace-file.ts';
import { signJsonRecord } from '../sign-record.ts';
import type { AarCommandContext } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { readArguments, requireOption } from './read-arguments.ts';
import { readSignedRecord } from './read-signed-record.ts';
import { writeResult } from './write-result.ts';

const options = {
  json: { type: 'boolean' },
  priv: { type: 'string' },
  did: { type: 'string' },
  by: { type: 'string' },
  prior: { type: 'string' },
  log: { type: 'string' },
} as const;

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
  const additions = {
    ...(values.prior === undefined ? {} : { prior: hashRecord(await readSignedRecord(values.prior, context.cwd)) }),
    ...(values.log === undefined ? {} : { log: createLogMember(values.log) }),
  };
  const draft = isJsonObject(parsed.value) ? Object.assign(parsed.value, additions) : parsed.value;
  const record = signJsonRecord(draft, key, {
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
  const { by } = record.sig;
  writeResult(context, values.json, { signed: file, by }, `signed: ${escapeForeign(file)} (sig.by=${by})`);
  return exitCode.done;
}
