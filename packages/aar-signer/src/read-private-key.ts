import { stat } from 'node:fs/promises';
import { escapeForeign } from './core/escape-foreign.ts';
import { parseStrictJson } from './core/parse-strict-json.ts';
import { AarError } from './errors.ts';
import { importPrivateKey, type SigningKey } from './import-private-key.ts';
import { readBoundedFile } from './read-bounded-file.ts';

const maximumKeyBytes = 65_536;

/** Reads a private JWK file. `did` as in {@link importPrivateKey}. Throws `FILE_UNREADABLE` and what that throws. */
export async function readPrivateKey(path: string, options: { readonly did?: string } = {}): Promise<SigningKey> {
  const parsed = parseStrictJson(await readBoundedFile(path, maximumKeyBytes), { maximumBytes: maximumKeyBytes });
  if (!parsed.ok) {
    throw new AarError('PRIVATE_KEY_INVALID', `${escapeForeign(path)} is no private JWK: ${parsed.code}`);
  }
  return importPrivateKey(parsed.value, options);
}

/** True when others than its owner may read a key file. */
export async function isKeyFileExposed(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  return (mode & 0o077) !== 0;
}
