export { PipelineError, type PipelineErrorCode } from './errors.ts';
export { specSchema, type Capability, type Language, type ToolSpec } from './core/spec-schema.ts';
export type * from './ports.ts';
export { forgeCandidate } from './forge/forge-candidate.ts';
export { createScriptedModel, type ScriptedModel } from './forge/create-scripted-model.ts';
export type { ForgeDependencies } from './forge/forge-dependencies.ts';
export type { ForgeEvent, ForgePhase } from './forge/forge-event.ts';
export { forgeRequestSchema, type ForgeRequest, type ForgeRequestInput } from './core/forge/forge-request-schema.ts';
export type { ConfirmStage, ForgeOutcome } from './core/forge/forge-outcome.ts';
export type { ConfirmArtefact } from './core/forge/forge-state.ts';
export type { ForgeReply, ForgeRound, ReplyProblem } from './core/forge/forge-draft.ts';
export type { ForgeStage } from './core/forge/forge-stage.ts';
export type { FindingLike, GateReportLike } from './core/forge/gate-report-like.ts';
export { promptVersion } from './core/forge/prompt.ts';
export {
  buildProvenanceStatement,
  type ProvenanceInput,
  type ProvenanceStatement,
} from './core/evidence/build-provenance-statement.ts';
export {
  buildPromotionRecord,
  makerDid,
  type PromotionInput,
  type PromotionRecord,
} from './core/evidence/build-promotion-record.ts';
export { buildSbom, type Sbom, type SbomInput } from './core/evidence/build-sbom.ts';
export { buildTranscript, type ForgeTranscript } from './core/evidence/build-transcript.ts';
export { checkCandidate, checkCandidateFiles } from './gate/check-candidate.ts';
export { callTool, type CallOutcome } from './gate/call-tool.ts';
export type { GateOptions } from './gate/judge-candidate.ts';
export type { GateEvent } from './gate/check-clock.ts';
export { readCandidate } from './gate/read-candidate.ts';
export { parseCandidate, type Candidate, type CandidateFiles } from './core/candidate.ts';
export { gatePolicySchema, externalPolicy, standardPolicy, type GatePolicy } from './core/gate-policy-schema.ts';
export { type PolicyChoice } from './core/resolve-policy.ts';
export { gateVersion } from './core/gate/assemble-report.ts';
export { gateReportSchema, type Finding, type GateReport, type Verdict } from './core/report-schema.ts';
export { findPython, type PythonInterpreter } from './languages/python/find-python.ts';
export { prepareToolchain } from './toolchain/prepare-toolchain.ts';
export type { PrepareToolchainOptions, Toolchain } from './toolchain/toolchain-schema.ts';
export type { ToolchainChoice } from './gate/resolve-toolchain.ts';
