import type { SigningKey } from '@machinist/aar-signer';
import { openRegistry, type Registry } from '@machinist/registry';
import { loadSigningKey } from './signing-key.ts';

/** Where promotions go and what signs them. */
export interface Admissions {
  readonly registry: Registry;
  /** Keyless promotions are not signed. */
  readonly key: SigningKey | undefined;
}

/** Opens registry and key before the long work, so that a wrong path or a bad key costs nobody a model's hour. */
export async function openAdmissions(directory: string, keyFile: string | undefined): Promise<Admissions> {
  return { registry: await openRegistry(directory), key: await loadSigningKey(keyFile) };
}
