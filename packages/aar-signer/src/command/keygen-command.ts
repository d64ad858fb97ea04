import { resolve } from 'node:path';
import { escapeForeign } from '../core/escape-foreign.ts';
import { AarError } from '../errors.ts';
import { generateKey } from '../generate-key.ts';
import { writeKeyFiles } from '../write-key-files.ts';
import type { AarCommandContext } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { readArguments, requireOption } from './read-arguments.ts';
import { writeResult } from './write-result.ts';

const options = {
  json: { type: 'boolean' },
  did: { type: 'string' },
  'out-priv': { type: 'string' },
  'out-did': { type: 'string' },
} as const;

/** `aar keygen`: makes a key pair and writes both files. */
export async function keygenCommand(argv: readonly string[], context: AarCommandContext): Promise<number> {
  const { values, positionals } = readArguments(argv, options);
  if (positionals.length > 0) throw new AarError('USAGE', 'keygen takes no file; see aar --help');
  const did = requireOption(values.did, 'did');
  const privatePath = requireOption(values['out-priv'], 'out-priv');
  const didPath = requireOption(values['out-did'], 'out-did');
  const key = generateKey({ did });
  await writeKeyFiles(key, { privatePath: resolve(context.cwd, privatePath), didPath: resolve(context.cwd, didPath) });
  const { id } = key.didDocument;
  writeResult(
    context,
    values.json,
    { privateKey: privatePath, didDocument: didPath, did: id },
    `private key: ${escapeForeign(privatePath)} (mode 0600; keep it secret)`,
    `DID document: ${escapeForeign(didPath)} (publish it for ${escapeForeign(id)})`,
  );
  return exitCode.done;
}
