import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  buildPromotionRecord,
  buildProvenanceStatement,
  buildSbom,
  buildTranscript,
  createScriptedModel,
  forgeCandidate,
  forgeRequestSchema,
  makerDid,
  type ForgeReply,
} from '../../../src/index.ts';
import { doubleScript, doubleSpec, firstReplies } from '../../forge/double-script.ts';

const request = forgeRequestSchema.parse({ goal: 'double a number', model: 'qwen3:4b', language: 'typescript' });
const outcome = await forgeCandidate(request, {
  model: createScriptedModel(firstReplies(doubleScript.code)),
  check: async () => ({ verdict: 'pass', findings: [] }),
});
const digest = 'ab'.repeat(32);
const fromModel: ForgeReply[] = outcome.replies.map((reply) => ({
  ...reply,
  provenance: reply.provenance && {
    ...reply.provenance,
    origin: 'model',
    model: 'qwen3:4b',
    modelDigest: `sha256:${digest}`,
    serverVersion: '0.12.6',
  },
}));
const toolchain = { vitest: '5.1.0', node: '24.21.0' };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('buildTranscript', () => {
  it('holds every prompt and raw text, and gives the same bytes each time', () => {
    const transcript = buildTranscript(request, outcome.replies);
    const parsed = JSON.parse(transcript.content);
    expect(parsed.replies.map((reply: ForgeReply) => reply.text)).toEqual(firstReplies(doubleScript.code));
    expect(parsed.replies[0].messages[1].content).toContain('double a number');
    expect(transcript.sha256).toBe(sha256(transcript.content));
    expect(buildTranscript(request, structuredClone(outcome.replies))).toEqual(transcript);
  });
});

const buildProvenance = (replies: readonly ForgeReply[]) =>
  buildProvenanceStatement({
    files: outcome.files,
    request,
    replies,
    transcriptSha256: digest,
    machinistVersion: '1.2.3',
    toolchain,
    startedOn: '2026-01-01T00:00:00Z',
  });

describe('buildProvenanceStatement', () => {
  it('names tool and test files with their digests as subject; the specification is a parameter', () => {
    const { subject, predicate } = buildProvenance(fromModel);
    expect(subject.map(({ name }) => name)).toEqual([
      'tests/abuse.test.ts',
      'tests/property.test.ts',
      'tests/unit.test.ts',
      'tool.ts',
    ]);
    expect(subject.at(-1)?.digest.sha256).toBe(sha256(outcome.files['tool.ts'] ?? ''));
    expect(predicate.buildDefinition.externalParameters).toMatchObject({
      goal: 'double a number',
      model: 'qwen3:4b',
      seed: 7,
      spec: { digest: { sha256: sha256(outcome.files['spec.json'] ?? '') } },
    });
  });

  it('names the model by digest, the toolchain, the builder and the transcript', () => {
    const { predicate } = buildProvenance(fromModel);
    expect(predicate.buildDefinition.resolvedDependencies).toEqual([
      {
        name: 'qwen3:4b',
        uri: 'urn:machinist:ollama-model:qwen3%3A4b',
        digest: { sha256: digest },
        annotations: { origin: 'model', serverVersion: '0.12.6' },
      },
      { name: 'node', uri: 'pkg:generic/node@24.21.0' },
      { name: 'vitest', uri: 'pkg:generic/vitest@5.1.0' },
    ]);
    expect(predicate.runDetails).toEqual({
      builder: { id: 'pkg:npm/machinist@1.2.3', version: { machinist: '1.2.3' } },
      metadata: { startedOn: '2026-01-01T00:00:00Z' },
      byproducts: [{ name: 'transcript', digest: { sha256: digest }, mediaType: 'application/json' }],
    });
  });

  it('says of authored text that it is authored, and names no model and no digest for it', () => {
    const [source] = buildProvenance(outcome.replies).predicate.buildDefinition.resolvedDependencies;
    expect(source).toEqual({
      name: 'authored text',
      uri: 'urn:machinist:authored',
      annotations: { origin: 'authored' },
    });
  });

  it('takes nothing that is no digest for one', () => {
    const odd = fromModel.map((reply) => ({
      ...reply,
      provenance: reply.provenance && { ...reply.provenance, modelDigest: 'latest' },
    }));
    expect(buildProvenance(odd).predicate.buildDefinition.resolvedDependencies[0]).not.toHaveProperty('digest');
  });
});

const buildTheSbom = (replies: readonly ForgeReply[]) =>
  buildSbom({
    spec: { ...doubleSpec, dependencies: ['left-pad'] },
    files: outcome.files,
    toolVersion: '1.0.0',
    replies,
    machinistVersion: '1.2.3',
    toolchain,
    timestamp: '2026-01-01T00:00:00Z',
  });

describe('buildSbom', () => {
  it('lists the tool with its hash, its dependencies, the toolchain and the model as a machine-learning model', () => {
    const sbom = buildTheSbom(fromModel);
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(sbom.metadata.component).toMatchObject({
      name: 'double-it',
      version: '1.0.0',
      hashes: [{ alg: 'SHA-256', content: sha256(outcome.files['tool.ts'] ?? '') }],
    });
    expect(sbom.components.map(({ type, name }) => [type, name])).toEqual([
      ['library', 'left-pad'],
      ['application', 'node'],
      ['application', 'vitest'],
      ['machine-learning-model', 'qwen3:4b'],
    ]);
    expect(sbom.components.at(-1)?.hashes).toEqual([{ alg: 'SHA-256', content: digest }]);
    expect(sbom.dependencies).toEqual([{ ref: 'tool:double-it@1.0.0', dependsOn: ['dependency:left-pad'] }]);
    const refs = [sbom.metadata.component, ...sbom.components].map((component) => component['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
  });

  it('lists authored text as data without a digest, and no model', () => {
    const { components } = buildTheSbom(outcome.replies);
    expect(components.some(({ type }) => type === 'machine-learning-model')).toBe(false);
    expect(components.at(-1)).toMatchObject({
      type: 'data',
      properties: [{ name: 'machinist:origin', value: 'authored' }],
    });
    expect(components.at(-1)).not.toHaveProperty('hashes');
  });
});

describe('buildPromotionRecord', () => {
  const reportText = '{"verdict":"pass"}';
  const build = (verdict: 'pass' | 'fail' | 'deferred') =>
    buildPromotionRecord({
      subject: makerDid('did:web:example.org', 'qwen3:4b'),
      principal: 'did:web:example.org',
      verifier: 'did:web:example.org:gate',
      toolName: 'double-it',
      toolVersion: '1.0.0',
      report: { verdict, findings: [] },
      reportText,
      gateVersion: '1',
      observedAt: '2026-01-01T00:00:00Z',
      issued: '2026-01-01T00:00:01Z',
    });

  it('says verified and confirmed for a pass, with the hash of the report and of the whole preimage', () => {
    const record = build('pass');
    expect(record).toMatchObject({
      aar: '0.02',
      subject: 'did:web:example.org:maker:qwen3-4b',
      principal: 'did:web:example.org',
      task: { id: 'double-it@1.0.0' },
      verdict: 'verified',
      ground_truth: 'confirmed',
      issued: '2026-01-01T00:00:01Z',
      verifier: { id: 'did:web:example.org:gate', independence: 'same_principal' },
    });
    const [check] = record.checks;
    expect(check?.response_sha256).toBe(sha256(reportText));
    const preimage = `{"observed_at":"2026-01-01T00:00:00Z","query":"machinist check double-it@1.0.0 --json","response":${JSON.stringify(reportText)}}`;
    expect(check?.preimage_sha256).toBe(createHash('sha256').update(preimage).digest('base64url'));
  });

  it('says not_verified and contradicted for a fail, unclear and unchecked for deferred', () => {
    expect(build('fail')).toMatchObject({ verdict: 'not_verified', ground_truth: 'contradicted' });
    expect(build('deferred')).toMatchObject({ verdict: 'unclear', ground_truth: 'unchecked' });
  });
});

describe('makerDid', () => {
  it('makes any model name a safe last segment', () => {
    expect(makerDid('did:web:a.org', 'hf.co/Some Org/Model:Q4_K')).toBe(
      'did:web:a.org:maker:hf.co-some-org-model-q4_k',
    );
    expect(makerDid('did:web:a.org', ':::')).toBe('did:web:a.org:maker:unnamed');
  });
});
