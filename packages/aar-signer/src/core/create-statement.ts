import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { SignedAar } from './record-schema.ts';

/** Payload type of in-toto Statements in an envelope. */
export const statementPayloadType = 'application/vnd.in-toto+json';
/** Names the predicate: a whole signed record as it is. */
export const recordPredicateType = 'https://agentscontrolplane.org/aar/v0.02';

/** A signed record as an in-toto Statement v1: its subject is the record's own canonical JSON, its predicate the record. */
export interface RecordStatement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly [{ readonly name: string; readonly digest: { readonly sha256: string } }];
  readonly predicateType: typeof recordPredicateType;
  readonly predicate: SignedAar;
}

/** Builds the statement about a record without annotations. The digest is the one that `prior` carries, as hex. */
export function createStatement(record: SignedAar): RecordStatement {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: `aar:${record.task.id}`, digest: { sha256: hash('sha256', canonicalJson(record), 'hex') } }],
    predicateType: recordPredicateType,
    predicate: record,
  };
}
