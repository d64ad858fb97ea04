import { appendFileSync } from 'node:fs';
import {
  checkpointDigest,
  checkpointMessage,
  journalCheckpointSchema,
  type JournalCheckpoint,
} from './core/journal-checkpoint.ts';
import { readCheckpoints } from './read-checkpoints.ts';
import type { Session } from './session.ts';
import { attestationOf } from './write-record.ts';
import { writeState } from './write-state.ts';

/** Signs length and head of the journal, where the goal has a key and a signer is connected. */
export async function signCheckpoint(session: Session, { closed }: { readonly closed: boolean }): Promise<void> {
  const { signer } = session.options.ports ?? {};
  const attestation = attestationOf(session);
  if (signer === undefined || attestation === null) return;
  const { entries, digest } = session.journalHead();
  const path = session.paths.checkpoints;
  const { last, torn } = tips.get(session) ?? readTip(path);
  if (last?.digest === digest && last.closed === closed) return;
  const publicKey = await signer.publicKey({ keyPath: attestation.keyPath });
  if (publicKey.status === 'skipped') {
    tellOnce(session, publicKey.reason);
    return;
  }
  const statement = {
    version: 1,
    ...session.receipt,
    entries,
    digest,
    records: session.state.recordChain.count,
    record_head: session.state.recordChain.head,
    closed,
    ts: new Date().toISOString(),
    prev: last === undefined ? null : checkpointDigest(last),
    public_key: publicKey.publicKey,
  } as const;
  const signed = await signer.sign(checkpointMessage(statement), { keyPath: attestation.keyPath });
  if (signed.status === 'skipped') {
    tellOnce(session, signed.reason);
    return;
  }
  const checkpoint = journalCheckpointSchema.parse({ ...statement, signature: signed.signature });
  session.options.probe?.('checkpoint:before');
  writeState(path, () => {
    appendFileSync(path, `${torn ? '\n' : ''}${JSON.stringify(checkpoint)}\n`);
  });
  tips.set(session, { last: checkpoint, torn: false });
  session.options.probe?.('checkpoint:after');
}

interface Tip {
  readonly last: JournalCheckpoint | undefined;
  readonly torn: boolean;
}

/** Where the file ends, per session: reading it for every task would grow with the tasks. */
const tips = new WeakMap<Session, Tip>();

function readTip(path: string): Tip {
  const { checkpoints, torn } = readCheckpoints(path);
  return { last: checkpoints.at(-1), torn };
}

const told = new WeakSet<Session>();

function tellOnce(session: Session, reason: string): void {
  if (told.has(session)) return;
  told.add(session);
  session.warn('CHECKPOINT_UNSIGNED', `the journal's head could not be signed: ${reason}`);
}
