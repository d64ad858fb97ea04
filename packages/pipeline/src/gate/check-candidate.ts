import { type CandidateFiles, parseCandidate } from '../core/candidate.ts';
import type { GateReport } from '../core/report-schema.ts';
import { type GateOptions, judgeCandidate } from './judge-candidate.ts';
import { readCandidate } from './read-candidate.ts';

/**
 * Judges a candidate folder. What is wrong with the tool comes back as findings and a verdict.
 * Throws `PipelineError`: `CANDIDATE_INVALID`, `SPEC_INVALID`, `POLICY_INVALID`, `SANDBOX_UNAVAILABLE`, `TOOLCHAIN_MISSING`, `ABORTED`.
 */
export async function checkCandidate(directory: string, options: GateOptions): Promise<GateReport> {
  return await judgeCandidate(await readCandidate(directory), options);
}

/** Like `checkCandidate`, for file contents that are not on a disk. */
export async function checkCandidateFiles(files: CandidateFiles, options: GateOptions): Promise<GateReport> {
  return await judgeCandidate(parseCandidate(files), options);
}
