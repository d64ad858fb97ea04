export { AarError, type AarErrorCode } from './errors.ts';
export { runAarCommand } from './command/run-aar-command.ts';
export type { AarCommandContext, TextSink } from './command/command-context.ts';
export type { DidDocument } from './core/did-document-schema.ts';
export type { DsseEnvelope } from './core/envelope-schema.ts';
export { escapeForeign } from './core/escape-foreign.ts';
export { conformanceLevels, type ConformanceLevel, type LevelCapCode } from './core/grade-record.ts';
export { createLogMember, logEntryFormat } from './core/log/log-entry.ts';
export { parseLogPolicy, type LogPolicy } from './core/log/log-policy.ts';
export { verifyConsistency, verifyInclusion } from './core/log/verify-merkle-proof.ts';
export { hashPreimage, hashRecord } from './core/hash-record.ts';
export { parseStrictJson, type StrictJsonResult } from './core/parse-strict-json.ts';
export type { PrivateJwk } from './core/private-jwk-schema.ts';
export { recordSchema, unsignedRecordSchema, type SignedAar, type UnsignedAar } from './core/record-schema.ts';
export { refusalCodes, type Refusal, type RefusalCode } from './core/refusal-code.ts';
export { recordPredicateType, statementPayloadType } from './core/create-statement.ts';
export {
  createDidResolver,
  type DidResolution,
  type DidResolver,
  type DidResolverOptions,
} from './did-web/create-did-resolver.ts';
export { exportRecord } from './export-record.ts';
export { generateKey, type GeneratedKey } from './generate-key.ts';
export { importPrivateKey, type SigningKey } from './import-private-key.ts';
export { formatConsistencyProof, verifyLogConsistency } from './log/consistency-proof.ts';
export { generateLogKey, importLogKey, readLogKey, type LogKey } from './log/log-key.ts';
export { auditLog } from './log/audit-log.ts';
export { readLog, type LogView } from './log/log-view.ts';
export { createLog, openLog, type OpenLogOptions, type TransparencyLog } from './log/open-log.ts';
export { verifyCheckpoint, type TrustedCheckpoint } from './log/verify-checkpoint.ts';
export { verifyLogProof, type LogInclusion } from './log/verify-log-proof.ts';
export { parseDidDocument } from './parse-did-document.ts';
export { readPrivateKey } from './read-private-key.ts';
export { signEnvelope, type EnvelopeContent } from './sign-envelope.ts';
export { signRecord, signUnknownRecord, type RecordToSign, type SignRecordOptions } from './sign-record.ts';
export { verifyChain, type ChainVerification, type VerifyChainOptions } from './verify-chain.ts';
export { verifyEnvelope, type EnvelopeVerification, type VerifyEnvelopeOptions } from './verify-envelope.ts';
export {
  verifyRecord,
  type Independence,
  type Verification,
  type VerificationCheck,
  type VerifyRecordOptions,
} from './verify-record.ts';
export { verifyRecordOnline } from './verify-record-online.ts';
export { writeKeyFiles, type KeyFilePaths } from './write-key-files.ts';
