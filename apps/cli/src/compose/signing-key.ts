import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readPrivateKey, type SigningKey } from '@machinist/aar-signer';

/** The key file that was asked for (`--key`, `MACHINIST_KEY`) or the one in the user's configuration folder, if any. */
export function findSigningKeyFile(asked?: string): string | undefined {
  const named = asked ?? process.env['MACHINIST_KEY'];
  if (named !== undefined && named !== '') return named;
  const configuration = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  const usual = join(configuration, 'machinist', 'key.json');
  return existsSync(usual) ? usual : undefined;
}

/** The key promotions are signed with, or `undefined` when nobody configured one. A named key that is missing is an error. */
export async function loadSigningKey(asked?: string): Promise<SigningKey | undefined> {
  const file = findSigningKeyFile(asked);
  return file === undefined ? undefined : readPrivateKey(file);
}
