import { standardPolicy } from '../../../src/core/gate-policy-schema.ts';
import { parseCandidate, parseSpec } from '../../../src/core/candidate.ts';
import { analyzeCandidate } from '../../../src/core/gate/analyze-candidate.ts';
import type { CandidateAnalysis } from '../../../src/core/gate/candidate-analysis.ts';
import type { ToolSpec } from '../../../src/core/spec-schema.ts';
import { loadFixture } from '../../gate/load-fixture.ts';

const honest = loadFixture('honest');

/** The honest candidate with one file changed, after every rule that needs no process. */
export function analyzeSources(
  files: { readonly tool?: string; readonly unit?: string },
  spec: Partial<ToolSpec> = {},
): CandidateAnalysis {
  const changed = { ...parseSpec(honest['spec.json'] ?? ''), ...spec };
  const candidate = parseCandidate({
    ...honest,
    'spec.json': JSON.stringify(changed),
    ...(files.tool === undefined ? {} : { 'tool.ts': files.tool }),
    ...(files.unit === undefined ? {} : { 'tests/unit.test.ts': files.unit }),
  });
  return analyzeCandidate(candidate, standardPolicy);
}

/** Ids of the findings that `analyzeSources` makes. */
export function findingIds(...input: Parameters<typeof analyzeSources>): readonly string[] {
  return analyzeSources(...input).findings.map(({ id }) => id);
}
