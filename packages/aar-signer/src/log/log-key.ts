import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeStandardBase64 } from '../core/decode-standard-base64.ts';
import { escapeForeign } from '../core/escape-foreign.ts';
import {
  formatNoteSignature,
  formatVerifierKey,
  isNoteKeyName,
  noteKeyId,
  type NoteVerifierKey,
} from '../core/log/signed-note.ts';
import { signEd25519 } from '../ed25519.ts';
import { AarError } from '../errors.ts';
import { readBoundedFile } from '../read-bounded-file.ts';

/** The key of a log. It signs checkpoints and nothing else; records have keys of their own. */
export interface LogKey {
  /** Name of the log: the origin of its checkpoints. */
  readonly origin: string;
  readonly privateKey: KeyObject;
  readonly publicKey: NoteVerifierKey;
  /** What a policy lists: `origin+keyid+base64`. */
  readonly verifierKey: string;
  /** File beside the key that holds the last checkpoint it signed: a log set back to an older state is noticed. */
  readonly guardFile: string;
}

const maximumKeyBytes = 4_096;
// PKCS #8 around the 32 bytes of an Ed25519 seed.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Text of a new log key, in the form that C2SP tools use: `PRIVATE+KEY+name+keyid+base64(1 || seed)`. Throws `OPTION_INVALID`. */
export function generateLogKey(origin: string): string {
  if (!isNoteKeyName(origin)) {
    throw new AarError('OPTION_INVALID', `${escapeForeign(origin)} cannot name a log; use a name like example.com/log`);
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const { keyId } = verifierKeyOf(origin, privateKey);
  return `PRIVATE+KEY+${origin}+${keyId}+${Buffer.concat([Uint8Array.of(1), seed]).toString('base64')}\n`;
}

/** Reads the key file of a log. Throws `FILE_UNREADABLE`, `PRIVATE_KEY_INVALID`. No message quotes the key. */
export async function readLogKey(path: string): Promise<LogKey> {
  const text = Buffer.from(await readBoundedFile(path, maximumKeyBytes)).toString('utf8');
  return importLogKey(text, `${path}.checkpoint`);
}

/** A log key from its text. `guardFile` as in {@link LogKey}. */
export function importLogKey(text: string, guardFile: string): LogKey {
  const [, origin = '', keyId, encoded = ''] =
    /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})\n?$/.exec(text) ?? [];
  const bytes = decodeStandardBase64(encoded);
  if (!isNoteKeyName(origin) || bytes?.length !== 33 || bytes[0] !== 1) {
    throw new AarError(
      'PRIVATE_KEY_INVALID',
      'not the Ed25519 key of a log (PRIVATE+KEY+...); make one with "aar log init"',
    );
  }
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Head, bytes.subarray(1)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = verifierKeyOf(origin, privateKey);
  if (publicKey.keyId !== keyId) {
    throw new AarError('PRIVATE_KEY_INVALID', 'the key id of the log key is not its own; restore the file');
  }
  return { origin, privateKey, publicKey, verifierKey: formatVerifierKey(publicKey), guardFile };
}

/** The signed note over `text`. */
export function signNote(text: string, { origin, privateKey, publicKey }: LogKey): string {
  const signature = signEd25519(Buffer.from(text, 'utf8'), privateKey);
  return `${text}\n${formatNoteSignature({ name: origin, keyId: publicKey.keyId, signature })}`;
}

function verifierKeyOf(name: string, privateKey: KeyObject): NoteVerifierKey {
  const x = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';
  const publicKey = Buffer.from(x, 'base64url');
  return { name, keyId: noteKeyId(name, 1, publicKey), type: 1, publicKey };
}
