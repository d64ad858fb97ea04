import { expect, it } from 'vitest';
import * as surface from '@machinist/pipeline';

it('exports exactly this at run time', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'PipelineError',
    'buildPromotionRecord',
    'buildProvenanceStatement',
    'buildSbom',
    'buildTranscript',
    'callTool',
    'checkCandidate',
    'checkCandidateFiles',
    'createScriptedModel',
    'externalPolicy',
    'findPython',
    'forgeCandidate',
    'forgeRequestSchema',
    'gatePolicySchema',
    'gateReportSchema',
    'gateVersion',
    'makerDid',
    'parseCandidate',
    'prepareToolchain',
    'promptVersion',
    'readCandidate',
    'specSchema',
    'standardPolicy',
  ]);
});
