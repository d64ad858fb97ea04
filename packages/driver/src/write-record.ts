import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildRecord, type AttestationIdentity } from './core/build-record.ts';
import { findTask, type RecordDue } from './core/driver-state.ts';
import type { JsonObject } from './core/json-value.ts';
import type { AttestorResult } from './ports.ts';
import { replaceFile } from './replace-file.ts';
import type { Session } from './session.ts';
import { resolveGoalPath } from './state-paths.ts';
import { recordDigest } from './verify-log.ts';
import { writeState } from './write-state.ts';

/** What the goal file says about signing; null for a keyless goal. */
export interface Attestation {
  readonly identity: AttestationIdentity;
  readonly keyPath: string;
}

export function attestationOf(session: Session): Attestation | null {
  const { aar_priv: key, subject, principal, verifier } = session.parsed.goal;
  if (!key || !subject || !principal) return null;
  return { identity: { subject, principal, verifier: verifier || null }, keyPath: resolveGoalPath(session.paths, key) };
}

/** Keeps the verifier's answer, so that the hashes of the record can be checked later. */
export function keepEvidence(session: Session, task: string, attempt: number, response: Uint8Array): void {
  if (attestationOf(session) === null) return;
  const path = join(session.paths.evidence, `${task}-${attempt}.out`);
  writeState(path, () => {
    mkdirSync(session.paths.evidence, { recursive: true });
    writeFileSync(path, response);
  });
}

/** Writes and signs the record of a resolved task. Doing it again after a crash gives the same record. */
export async function writeRecord(session: Session, due: RecordDue): Promise<void> {
  const of = { task: due.task, attempt: due.attempt };
  const attestation = attestationOf(session);
  const task = findTask(session.state, due.task);
  if (attestation === null || task === undefined) {
    session.record({ event: 'record', ...of, status: 'keyless', path: null });
    return;
  }
  const { goal } = session.parsed;
  const record = buildRecord({
    due,
    claim: task.claim,
    repo: goal.repo,
    verifyCommand: goal.verify_cmd || null,
    identity: attestation.identity,
    ...(session.strict === null ? {} : { prior: session.state.recordChain.head, binding: describeBinding(session) }),
  });
  const path = join(session.paths.records, `${due.task}.json`);
  writeState(path, () => mkdirSync(session.paths.records, { recursive: true }));
  let written = record;
  const save = (value: JsonObject): void => {
    written = value;
    replaceFile(path, `${JSON.stringify(value, null, 2)}\n`, { durable: session.options.durability !== 'process' });
  };
  save(record);
  const result = await signInto(session, record, attestation.keyPath, save);
  if (result.status === 'skipped') {
    session.alert(
      'record',
      due.task,
      `AAR sign SKIPPED for task ${due.task}: ${result.reason} — record left unsigned at ${path}`,
    );
  }
  const status = result.status === 'signed' ? 'signed' : 'unsigned';
  const digest = recordDigest(written);
  const hash = digest === undefined ? {} : { record_sha256: digest };
  const index = keepLogProof(session, due, path, result);
  session.record({ event: 'record', ...of, status, path: `aar/${due.task}.json`, ...hash, ...index });
}

/** What a strict record is bound to, in words: records have no other place for it. */
function describeBinding({ parsed, receipt }: Session): string {
  return `contract ${parsed.contractSha256 ?? ''}; deployment ${receipt.deployment_id}, scope ${receipt.scope_id}`;
}

/** The proof lies beside the record before the journal says that it is logged; a log that cannot be written is a person's affair. */
function keepLogProof(
  session: Session,
  due: RecordDue,
  path: string,
  result: AttestorResult,
): { readonly log_index?: number } {
  const logged = result.status === 'signed' ? result.logged : undefined;
  if (logged === undefined) return {};
  if (logged.status === 'unlogged') {
    session.alert('record', due.task, `AAR of task ${due.task} is signed but NOT LOGGED: ${logged.reason}`);
    return {};
  }
  writeState(path, () => {
    replaceFile(`${path}.tlog-proof`, logged.proof, { durable: session.options.durability !== 'process' });
  });
  return { log_index: logged.index };
}

async function signInto(
  session: Session,
  record: JsonObject,
  keyPath: string,
  save: (signed: JsonObject) => void,
): Promise<AttestorResult> {
  if (!existsSync(keyPath)) return { status: 'skipped', reason: `missing ${keyPath}` };
  const { attestor } = session.options.ports ?? {};
  if (attestor === undefined) return { status: 'skipped', reason: 'no signer is connected' };
  try {
    const result = await attestor.sign(record, { keyPath });
    if (result.status === 'skipped') return { status: 'skipped', reason: `${result.reason} (key ${keyPath})` };
    save(result.record);
    return result;
  } catch (cause) {
    return { status: 'skipped', reason: `${String(cause)} (key ${keyPath})` };
  }
}
