import { createPublicKey, sign } from 'node:crypto';
import { AarError, readPrivateKey, type SigningKey } from '@machinist/aar-signer';
import type { SignerPort, SignerSkipped } from '@machinist/driver';

/** Whose a bare JWK is does not matter for a signature that names the public key itself. */
const anybody = 'did:web:key.invalid';

/** Signs in this process with key files; what is wrong with one is said, never thrown. */
export const signer: SignerPort = {
  async publicKey({ keyPath }) {
    const key = await load(keyPath);
    if ('status' in key) return key;
    return { status: 'known', publicKey: createPublicKey(key.privateKey).export({ format: 'jwk' }).x ?? '' };
  },
  async sign(message, { keyPath }) {
    const key = await load(keyPath);
    if ('status' in key) return key;
    return { status: 'signed', signature: sign(null, Buffer.from(message), key.privateKey).toString('base64url') };
  },
};

async function load(keyPath: string): Promise<SigningKey | SignerSkipped> {
  try {
    return await readPrivateKey(keyPath).catch((error: unknown) => {
      if (AarError.isInstance(error) && error.code === 'KEY_OWNER_UNKNOWN')
        return readPrivateKey(keyPath, { did: anybody });
      throw error;
    });
  } catch (error) {
    if (AarError.isInstance(error)) return { status: 'skipped', reason: `${error.code}: ${error.message}` };
    throw error;
  }
}
