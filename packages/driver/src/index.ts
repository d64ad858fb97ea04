export { DriverError, type DriverErrorCode } from './errors.ts';
export { alertChannelsOf } from './alerts/channels-of-environment.ts';
export { runDriver, type DriverOutcome } from './run-driver.ts';
export type { RunDriverOptions } from './run-options.ts';
export { ratifyGoal, revokeRatification, type RatifyOptions, type RevokeOptions } from './ratify-goal.ts';
export type { Ratification, Revocation } from './core/ratification-schema.ts';
export type { RatificationStanding, Ratifier } from './core/ratification.ts';
export { strictGoalSchema, type StrictGoal } from './core/strict-goal-schema.ts';
export { verifyLog, type LogReport } from './verify-log.ts';
export { readPublicKey } from './read-public-key.ts';
export type { SandboxedCommand, SandboxedEnd, SandboxPort, SignerPort, SignerSkipped } from './ports.ts';
export type { AlertPort, AttestorPort, AttestorResult, LoggedRecord, DriverAlert, DriverPorts } from './ports.ts';
export type { JournalEntry } from './core/journal-entry.ts';
export { renderLegacyLine } from './core/render-legacy-line.ts';
export { readStatus, type DriverStatus } from './read-status.ts';
export { verifyJournal, type JournalReport } from './verify-journal.ts';
export { initialGoal, type InitialGoalOptions } from './core/initial-goal.ts';
export { writeInitialGoal } from './write-initial-goal.ts';
export { goalSchema, type Goal } from './core/goal-schema.ts';
export { parseGoal, type GoalWarning, type ParsedGoal } from './core/parse-goal.ts';
export { replayDecisions, type ReplayedDecision } from './core/replay-decisions.ts';
export { stateOfGoal, type DriverState, type TaskState } from './core/driver-state.ts';
export {
  requestOverride,
  type OperatorRequest,
  type OverrideResult,
  type RequestOverrideOptions,
} from './operator/request-override.ts';
export { readManifest, runMonitor, type RunMonitorOptions } from './health/run-monitor.ts';
export type { WatchReport } from './health/watch-file.ts';
export { anomalyDetectors, findAnomalies, type Anomaly, type AnomalyDetector } from './core/anomaly-detectors.ts';
export type { ManifestEntry } from './core/health-manifest.ts';
export { governanceEvents, readReceipts, type Receipt, type ReceiptFilter } from './people/read-receipts.ts';
export { explain } from './people/explain.ts';
export type { TaskExplanation } from './core/explain-task.ts';
export { lintGoal, type GoalAdvice } from './people/lint-goal.ts';
