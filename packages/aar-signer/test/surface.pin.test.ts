import { describe, expect, it } from 'vitest';
import * as surface from '@machinist/aar-signer';
import { exitCode } from '../src/command/exit-code.ts';
import { warningCodes } from '../src/core/find-warnings.ts';

describe('what others build upon', () => {
  it('exports exactly these values', () => {
    expect(Object.keys(surface).toSorted()).toEqual([
      'AarError',
      'auditLog',
      'conformanceLevels',
      'createDidResolver',
      'createLog',
      'createLogMember',
      'escapeForeign',
      'exportRecord',
      'formatConsistencyProof',
      'generateKey',
      'generateLogKey',
      'hashPreimage',
      'hashRecord',
      'importLogKey',
      'importPrivateKey',
      'logEntryFormat',
      'openLog',
      'parseDidDocument',
      'parseLogPolicy',
      'parseStrictJson',
      'readLog',
      'readLogKey',
      'readPrivateKey',
      'recordPredicateType',
      'recordSchema',
      'refusalCodes',
      'runAarCommand',
      'signEnvelope',
      'signRecord',
      'signUnknownRecord',
      'statementPayloadType',
      'unsignedRecordSchema',
      'verifyChain',
      'verifyCheckpoint',
      'verifyConsistency',
      'verifyEnvelope',
      'verifyInclusion',
      'verifyLogConsistency',
      'verifyLogProof',
      'verifyRecord',
      'verifyRecordOnline',
      'writeKeyFiles',
    ]);
  });

  it('refuses with exactly these codes', () => {
    expect(surface.refusalCodes).toEqual([
      'INPUT_TOO_LARGE',
      'INPUT_NOT_UTF8',
      'JSON_INVALID',
      'JSON_TOO_DEEP',
      'JSON_TOO_MANY_PARTS',
      'JSON_DUPLICATE_KEY',
      'JSON_NUMBER_INEXACT',
      'JSON_LONE_SURROGATE',
      'RECORD_NOT_OBJECT',
      'VERSION_UNSUPPORTED',
      'NESTED_UNSIGNED_KEY',
      'SIG_MISSING',
      'SIG_MALFORMED',
      'SIG_ALGORITHM_REFUSED',
      'SIG_VALUE_MALFORMED',
      'FIELD_MISSING',
      'FIELD_UNKNOWN',
      'FIELD_INVALID',
      'DID_INVALID',
      'TIME_INVALID',
      'ISSUED_IN_FUTURE',
      'ISSUED_BEFORE_OBSERVED',
      'VERDICT_CONTRADICTORY',
      'THIRD_PARTY_ON_PRINCIPAL_HOST',
      'SIGNER_NOT_AUTHORISED',
      'DID_UNRESOLVED',
      'DID_HOST_REFUSED',
      'DID_FETCH_FAILED',
      'DID_RESPONSE_REFUSED',
      'DID_DOCUMENT_INVALID',
      'DID_DOCUMENT_MISMATCH',
      'DID_DOCUMENT_PRIVATE_KEY',
      'KEY_NOT_LISTED',
      'KEY_CONTROLLER_MISMATCH',
      'KEY_UNSUPPORTED',
      'KEY_MALFORMED',
      'KEY_WEAK',
      'KEY_EXPIRED',
      'KEY_REVOKED',
      'SIGNATURE_INVALID',
      'ENVELOPE_INVALID',
      'PAYLOAD_TYPE_MISMATCH',
      'LOG_POLICY_INVALID',
      'LOG_PROOF_INVALID',
      'LOG_CHECKPOINT_INVALID',
      'LOG_UNTRUSTED',
      'LOG_WITNESSES_MISSING',
      'LOG_NOT_NAMED',
      'LOG_INCONSISTENT',
      'CHAIN_EMPTY',
      'CHAIN_SUBJECTS_DIFFER',
      'CHAIN_GENESIS_MISSING',
      'CHAIN_LINK_MISSING',
      'CHAIN_FORKED',
      'CHAIN_TIME_FALLS',
      'CHAIN_HEAD_MISMATCH',
      'EVIDENCE_MISSING',
      'EVIDENCE_MISMATCH',
      'INDEPENDENCE_NOT_ACCEPTED',
      'SIGNER_KEY_NOT_PINNED',
      'BELOW_MINIMUM_LEVEL',
    ]);
  });

  it('knows exactly these levels, warnings and exit codes', () => {
    expect(surface.conformanceLevels).toEqual(['FAIL', 'L0', 'L1', 'L2', 'L3']);
    expect(warningCodes).toEqual([
      'HISTORY_NOT_CHECKED',
      'LOG_OPERATOR_TRUSTED',
      'CHAIN_HEAD_UNKNOWN',
      'SIGNER_SELF_ASSERTED',
      'KEY_SINCE_EXPIRED',
      'KEY_SINCE_REVOKED',
      'INDEPENDENCE_DOUBTFUL',
    ]);
    expect(exitCode).toEqual({ done: 0, belowMinimumLevel: 1, fail: 2, usage: 64, internal: 70, locked: 75 });
  });

  it('marks its errors so that another copy of the package knows them', () => {
    const error = new surface.AarError('USAGE', 'x');
    expect(surface.AarError.isInstance(error)).toBe(true);
    expect(Object.hasOwn(error, Symbol.for('machinist.aar-signer.error'))).toBe(true);
    expect(surface.AarError.isInstance(new Error('x'))).toBe(false);
    expect(error.name).toBe('AarError');
  });
});
