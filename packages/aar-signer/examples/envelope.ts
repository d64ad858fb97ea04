import { generateKey, importPrivateKey, signEnvelope, verifyEnvelope } from '@machinist/aar-signer';

const { privateJwk, didDocument } = generateKey({ did: 'did:key' });
const payloadType = 'application/vnd.in-toto+json';
const envelope = signEnvelope({
  payloadType,
  payload: JSON.stringify({ _type: 'https://in-toto.io/Statement/v1' }),
  key: importPrivateKey(privateJwk),
});

const result = verifyEnvelope(JSON.stringify(envelope), { didDocuments: [didDocument], payloadType });
console.log(result.ok ? Buffer.from(result.payload).toString() : result.code);

const other = verifyEnvelope(envelope, { didDocuments: [didDocument], payloadType: 'text/plain' });
console.log(other.ok ? 'accepted' : other.code);
