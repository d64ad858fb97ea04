import { analyzeCandidate } from '../../core/gate/analyze-candidate.ts';
import type { CandidateAnalysis } from '../../core/gate/candidate-analysis.ts';
import { makeFinding } from '../../core/gate/make-finding.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import { listUnreadable } from './survives-parsing.ts';

/** Every rule that needs no run of the tool; a source that nobody could read is refused before anything reads it. */
export async function analyzeTypescript({
  candidate,
  policy,
}: Pick<GateContext, 'candidate' | 'policy'>): Promise<CandidateAnalysis> {
  const unreadable = await listUnreadable(candidate);
  if (unreadable.length > 0) return unreadableCandidate(unreadable);
  try {
    return analyzeCandidate(candidate, policy);
  } catch (error) {
    // Our own walk over the tree runs out of stack before the parser does.
    if (error instanceof RangeError) return unreadableCandidate([candidate.toolFile]);
    throw error;
  }
}

function unreadableCandidate(names: readonly string[]): CandidateAnalysis {
  return {
    findings: names.map((file) =>
      makeFinding('shape.unreadable', `${file} is nested more deeply than any program that is meant to be read`, {
        file,
      }),
    ),
    tests: [],
    observed: [],
    toolCanRun: false,
    testsCanRun: false,
    isAsync: false,
  };
}
