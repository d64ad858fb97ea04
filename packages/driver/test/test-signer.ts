import { createHash, sign } from 'node:crypto';
import type { AttestorPort, DriverPorts, SignerPort } from '../src/index.ts';
import { canonicalJson } from '../src/core/canonical-json.ts';
import type { Person } from './strict-goal-folder.ts';

/** Signs with real Ed25519 in the name of one person, whatever the key file holds. */
export function signerOf(person: Person): SignerPort {
  return {
    publicKey: async () => ({ status: 'known', publicKey: person.publicKey }),
    sign: async (message) => ({
      status: 'signed',
      signature: sign(null, Buffer.from(message), person.privateKey).toString('base64url'),
    }),
  };
}

/** Signer and attestor of one person. */
export function portsOf(person: Person): DriverPorts {
  const attestor: AttestorPort = {
    sign: async (record) => {
      const digest = createHash('sha256').update(canonicalJson(record)).digest();
      const value = sign(null, digest, person.privateKey).toString('base64url');
      return { status: 'signed', record: { ...record, sig: { alg: 'Ed25519', by: 'did:web:example.com', value } } };
    },
  };
  return { signer: signerOf(person), attestor };
}
