import type { Verdict } from '../report-schema.ts';

/** What the forge reads of a finding. `message` and `fix` are untrusted: they may quote what the tool or a test printed. */
export interface FindingLike {
  readonly id: string;
  readonly check: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** What the finding does to the verdict; without it, an error fails. */
  readonly effect?: 'fail' | 'defer' | 'none' | undefined;
  readonly message: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly fix?: string | undefined;
}

/** What the forge reads of a gate report; the gate's own report satisfies it and is handed through unchanged. */
export interface GateReportLike {
  readonly verdict: Verdict;
  readonly findings: readonly FindingLike[];
}
