import type { RecordDue } from './driver-state.ts';
import type { JsonObject } from './json-value.ts';

/** Who signs and about whom; from the goal file. */
export interface AttestationIdentity {
  readonly subject: string;
  readonly principal: string;
  /** The verifier's DID; the principal's `:verifier` when the goal names none. */
  readonly verifier?: string | null | undefined;
}

/** What one record says beyond the journal's account. */
export interface RecordInput {
  readonly due: RecordDue;
  readonly claim: string;
  readonly repo: string;
  readonly verifyCommand: string | null;
  readonly identity: AttestationIdentity;
  /** Hash of the subject's record before this one. */
  readonly prior?: string | null | undefined;
  /** What else the record is about; follows the reason. */
  readonly binding?: string | undefined;
}

const excerptLength = 300;

/** The unsigned Agent Attestation Record 0.02 of a resolved task. The same input gives the same record, byte for byte. */
export function buildRecord(input: RecordInput): JsonObject {
  const { due, claim, repo, verifyCommand, identity, prior, binding } = input;
  const { verification } = due;
  const answered = verification !== null && verification.exit !== null && verifyCommand !== null;
  const passed = answered && verification.exit === 0;
  return {
    aar: '0.02',
    subject: identity.subject,
    principal: identity.principal,
    task: { id: due.task, claim },
    verdict: passed ? 'verified' : answered ? 'rejected' : 'not_verified',
    ground_truth: passed ? 'confirmed' : answered ? 'contradicted' : 'unchecked',
    reason: binding === undefined ? describe(due, verifyCommand) : `${describe(due, verifyCommand)}; ${binding}`,
    checks: answered
      ? [
          {
            source: repo,
            query: verifyCommand,
            observed_at: verification.observed_at,
            response_sha256: verification.response_sha256,
            preimage_sha256: verification.preimage_sha256,
            excerpt: verification.tail.slice(-excerptLength).toWellFormed(),
          },
        ]
      : undefined,
    verifier: { id: identity.verifier ?? `${identity.principal}:verifier`, independence: 'same_principal' },
    issued: due.resolvedAt,
    ...(prior === null || prior === undefined ? {} : { prior }),
  };
}

function describe({ verification, attempt, base, landing }: RecordDue, verifyCommand: string | null): string {
  const where = base === null ? 'the working tree' : `the working tree on commit ${base}`;
  return `${describeCheck(verification, verifyCommand)} against ${where}, attempt ${attempt}${describeLanding(landing)}`;
}

function describeCheck(verification: RecordDue['verification'], verifyCommand: string | null): string {
  if (verifyCommand === null || verification === null) return 'no verify_cmd: nothing was checked';
  if (verification.stopped !== null) return `verify_cmd was ended (${verification.stopped})`;
  if (verification.exit === null) return `verify_cmd died of ${verification.signal ?? 'an unknown cause'}`;
  return `verify_cmd exited ${verification.exit}`;
}

function describeLanding(landing: RecordDue['landing']): string {
  switch (landing?.kind) {
    case 'committed':
      return `; committed as ${landing.commit} (tree ${landing.tree})`;
    case 'proposed':
      return landing.commit === undefined ? '; left as a proposal' : `; proposed as ${landing.commit}`;
    case 'denied':
      return '; commit denied';
    case 'empty':
      return '; nothing to commit';
    case 'failed':
      return `; commit failed: ${landing.reason}`;
    case undefined:
  }
  return '';
}
