import { escapeForeign } from '../core/escape-foreign.ts';
import { parseCheckpoint, type Checkpoint } from '../core/log/checkpoint.ts';
import { reachesQuorum, type LogPolicy } from '../core/log/log-policy.ts';
import { parseNote, type NoteSignature, type NoteVerifierKey, type SignedNote } from '../core/log/signed-note.ts';
import { refuse, type Refusal } from '../core/refusal-code.ts';
import { verifyEd25519 } from '../ed25519.ts';

/** A checkpoint that a policy trusts. */
export interface TrustedCheckpoint {
  readonly ok: true;
  readonly checkpoint: Checkpoint;
  /** Names (in the policy) of the witnesses whose cosignatures are valid. */
  readonly witnesses: readonly string[];
  /** Seconds since 1970 by which enough witnesses had seen the tree; null without a quorum of witnesses. */
  readonly witnessedAt: number | null;
}

/**
 * Judges the signed note of a checkpoint: signed by a log of the policy under its own origin, and cosigned by a quorum.
 * A wrong signature under a known key refuses the whole note; signatures under unknown keys are ignored.
 */
export function verifyCheckpoint(note: string, policy: LogPolicy): TrustedCheckpoint | Refusal {
  const parsed = parseNote(note);
  const checkpoint = parsed === null ? null : parseCheckpoint(parsed.text);
  if (parsed === null || checkpoint === null) return refuse('LOG_CHECKPOINT_INVALID', 'this is no signed checkpoint');
  const origin = escapeForeign(checkpoint.origin);
  const logs = policy.logs.filter((key) => key.name === checkpoint.origin);
  if (logs.length === 0) return refuse('LOG_UNTRUSTED', `the policy lists no log ${origin}`);
  let signed = false;
  for (const key of logs) {
    for (const signature of signaturesOf(parsed, key)) {
      if (signature.signature.length !== 64 || !verifyEd25519(utf8(parsed.text), signature.signature, key.publicKey)) {
        return refuse('LOG_CHECKPOINT_INVALID', `the signature of log ${origin} is wrong`);
      }
      signed = true;
    }
  }
  if (!signed)
    return refuse('LOG_CHECKPOINT_INVALID', `no key that the policy has for ${origin} signed this checkpoint`);
  const seen = new Map<string, number>();
  for (const { name, key } of policy.witnesses) {
    for (const signature of signaturesOf(parsed, key)) {
      const time = cosignedAt(parsed.text, signature, key);
      if (time === null) return refuse('LOG_WITNESSES_MISSING', `the cosignature of ${escapeForeign(name)} is wrong`);
      seen.set(name, Math.min(time, seen.get(name) ?? time));
    }
  }
  if (!reachesQuorum(policy.quorum, new Set(seen.keys()))) {
    return refuse('LOG_WITNESSES_MISSING', `${seen.size} known witnesses cosigned the checkpoint: no quorum`);
  }
  return { ok: true, checkpoint, witnesses: [...seen.keys()], witnessedAt: quorumTime(policy, seen) };
}

/** The earliest time by which a quorum had cosigned. */
function quorumTime({ quorum }: LogPolicy, seen: ReadonlyMap<string, number>): number | null {
  if (quorum === 'none') return null;
  const times = [...seen.values()].toSorted((left, right) => left - right);
  const early = (time: number): Set<string> => new Set([...seen].filter(([, at]) => at <= time).map(([name]) => name));
  return times.find((time) => reachesQuorum(quorum, early(time))) ?? null;
}

function signaturesOf({ signatures }: SignedNote, key: NoteVerifierKey): readonly NoteSignature[] {
  return signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId);
}

function cosignedAt(text: string, { signature }: NoteSignature, key: NoteVerifierKey): number | null {
  if (signature.length !== 72) return null;
  const time = Number(Buffer.from(signature.subarray(0, 8)).readBigUInt64BE());
  if (!Number.isSafeInteger(time)) return null;
  return verifyEd25519(utf8(cosignedText(text, time)), signature.subarray(8), key.publicKey) ? time : null;
}

/** What a witness signs (C2SP tlog-cosignature, version 1). */
export function cosignedText(checkpointText: string, time: number): string {
  return `cosignature/v1\ntime ${time}\n${checkpointText}`;
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
