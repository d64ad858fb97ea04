import type { CandidateFiles } from '../core/candidate.ts';
import type { ConfirmStage } from '../core/forge/forge-outcome.ts';
import type { ConfirmArtefact } from '../core/forge/forge-state.ts';
import type { GateReportLike } from '../core/forge/gate-report-like.ts';
import type { ModelPort } from '../ports.ts';
import type { ForgeEvent } from './forge-event.ts';

/** What a forge works with. */
export interface ForgeDependencies<Report extends GateReportLike> {
  readonly model: ModelPort;
  /** Judges the candidate (file content by path). What it throws ends the forge as `failed`. */
  readonly check: (files: CandidateFiles, options: { readonly signal?: AbortSignal }) => Promise<Report>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ForgeEvent) => void;
  /** Asked after the specification, each code and the tests, and before the first check; `false` ends the forge as `declined`. */
  readonly confirm?: (stage: ConfirmStage, artefact: ConfirmArtefact) => Promise<boolean>;
  /** Milliseconds of a steady clock; `performance.now` unless told otherwise. */
  readonly now?: () => number;
}
