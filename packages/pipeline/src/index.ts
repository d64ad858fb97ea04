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
