import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildRecord, type AttestationIdentity } from './core/build-record.ts';
import { findTask, type RecordDue } from './core/driver-state.ts';
import type { JsonObject } from './core/json-value.ts';
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
  const problem = await signInto(session, record, attestation.keyPath, save);
  if (problem !== null) {
    session.alert(
      'record',
      due.task,
      `AAR sign SKIPPED for task ${due.task}: ${problem} — record left unsigned at ${path}`,
    );
  }
  const status = problem === null ? 'signed' : 'unsigned';
  const digest = recordDigest(written);
  const hash = digest === undefined ? {} : { record_sha256: digest };
  session.record({ event: 'record', ...of, status, path: `aar/${due.task}.json`, ...hash });
}

/** What a strict record is bound to, in words: records have no other place for it. */
function describeBinding({ parsed, receipt }: Session): string {
  return `contract ${parsed.contractSha256 ?? ''}; deployment ${receipt.deployment_id}, scope ${receipt.scope_id}`;
}

/** Null when signed, else why not. */
async function signInto(
  session: Session,
  record: JsonObject,
  keyPath: string,
  save: (signed: JsonObject) => void,
): Promise<string | null> {
  if (!existsSync(keyPath)) return `missing ${keyPath}`;
  const { attestor } = session.options.ports ?? {};
  if (attestor === undefined) return 'no signer is connected';
  try {
    const result = await attestor.sign(record, { keyPath });
    if (result.status === 'skipped') return `${result.reason} (key ${keyPath})`;
    save(result.record);
    return null;
  } catch (cause) {
    return `${String(cause)} (key ${keyPath})`;
  }
}
