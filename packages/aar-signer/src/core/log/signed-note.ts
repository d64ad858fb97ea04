import { hash } from 'node:crypto';
import { decodeStandardBase64 } from '../decode-standard-base64.ts';

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  /** First four bytes, as hex. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A note with signatures (C2SP signed-note). */
export interface SignedNote {
  /** With its final newline: what signatures are over. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const mostSignatures = 64;
const linePattern = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/u;
// Unicode spaces and plus are no part of a name; other control characters are no part of a note.
const namePattern = /^[^\p{White_Space}\p{Cc}+]+$/u;

/** Reads a note, or null when its form is wrong. No signature is checked. */
export function parseNote(note: string): SignedNote | null {
  const split = note.lastIndexOf('\n\n');
  if (split === -1 || !note.endsWith('\n') || /[^\P{Cc}\n]/u.test(note) || !note.isWellFormed()) return null;
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > mostSignatures) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name = '', encoded = ''] = linePattern.exec(line) ?? [];
    const bytes = decodeStandardBase64(encoded);
    if (!isNoteKeyName(name) || bytes === null || bytes.length < 5) return null;
    signatures.push({ name, keyId: Buffer.from(bytes.subarray(0, 4)).toString('hex'), signature: bytes.subarray(4) });
  }
  return { text: note.slice(0, split + 1), signatures };
}

/** Writes one signature line, with newline. */
export function formatNoteSignature({ name, keyId, signature }: NoteSignature): string {
  return `\u2014 ${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), signature]).toString('base64')}\n`;
}

/** True for text that can name a key. */
export function isNoteKeyName(name: string): boolean {
  return namePattern.test(name) && name.isWellFormed() && name.length <= 255;
}

/** What a public key signs: notes (an Ed25519 log key) or cosigned checkpoints with a time (an Ed25519 witness key). */
export type NoteKeyType = 1 | 4;

/** A public key that verifies notes. */
export interface NoteVerifierKey {
  readonly name: string;
  /** Four bytes, as hex. */
  readonly keyId: string;
  readonly type: NoteKeyType;
  /** 32 bytes of Ed25519. */
  readonly publicKey: Uint8Array;
}

/** The key id that belongs to a name, a type and a key. */
export function noteKeyId(name: string, type: number, publicKey: Uint8Array): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), Uint8Array.of(type), publicKey]), 'hex').slice(
    0,
    8,
  );
}

/** `name+keyid+base64(type || key)`. */
export function formatVerifierKey({ name, keyId, type, publicKey }: NoteVerifierKey): string {
  return `${name}+${keyId}+${Buffer.concat([Uint8Array.of(type), publicKey]).toString('base64')}`;
}

/** Reads a verifier key, or null when it is malformed, of another kind, or its id is not its own. */
export function parseVerifierKey(text: string): NoteVerifierKey | null {
  const [, name = '', keyId = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = decodeStandardBase64(encoded);
  const type = bytes?.[0];
  if (!isNoteKeyName(name) || bytes?.length !== 33 || (type !== 1 && type !== 4)) return null;
  const publicKey = bytes.subarray(1);
  return noteKeyId(name, type, publicKey) === keyId ? { name, keyId, type, publicKey } : null;
}
