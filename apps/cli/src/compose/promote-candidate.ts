import { signEnvelope, signRecord, unsignedRecordSchema, type SigningKey } from '@machinist/aar-signer';
import {
  buildPromotionRecord,
  buildProvenanceStatement,
  buildSbom,
  buildTranscript,
  makerDid,
  type CandidateFiles,
  type ForgeReply,
  type ForgeRequest,
  type GateReport,
  type ToolSpec,
} from '@machinist/pipeline';
import type { Admission, AdmitOutcome, PlannedVersion } from '@machinist/registry';
import { CliError } from '../errors.ts';
import { version as machinistVersion } from '../package-files.ts';
import type { Admissions } from './open-admissions.ts';

/** What is promoted, and what is known about where it came from. */
export interface PromotionRequest {
  readonly files: CandidateFiles;
  readonly report: GateReport;
  readonly spec: ToolSpec;
  readonly admissions: Admissions;
  /** Only for a deferred candidate. */
  readonly acceptance?: { readonly reason: string };
  /** Present when the candidate was forged here. */
  readonly forged?: {
    readonly request: ForgeRequest;
    readonly replies: readonly ForgeReply[];
    readonly startedAt: Date;
  };
}

/** What became of it. */
export interface Promotion {
  readonly outcome: AdmitOutcome;
  /** Whether a signed Agent Attestation Record lies beside the version; keyless promotions have none. */
  readonly attested: boolean;
}

/** Admits a judged candidate with all its evidence; with a key, with a signed record and a signed provenance statement. */
export async function promoteCandidate(request: PromotionRequest): Promise<Promotion> {
  const { files, report, spec, forged } = request;
  const { registry, key } = request.admissions;
  if (report.verdict === 'fail') throw new CliError('USAGE', `${spec.name}: the gate said fail; it is never promoted`);
  const observedAt = new Date();
  const transcript = forged === undefined ? undefined : buildTranscript(forged.request, forged.replies);
  const { 'spec.json': _, ...sources } = files;
  const admission: Admission = {
    toolId: spec.name,
    language: spec.language,
    status: 'promoted',
    verdict: report.verdict,
    acceptance: request.acceptance,
    spec,
    files: sources,
    evidence: evidenceOfReport(report),
    modelProvenance: originOf(forged?.replies ?? []),
    objects: transcript === undefined ? [] : [{ name: 'transcript.json', content: transcript.content }],
    attest: (planned) => attest({ ...request, planned, key, observedAt, transcriptSha256: transcript?.sha256 }),
  };
  return { outcome: await registry.admit(admission), attested: key !== undefined };
}

function evidenceOfReport(report: GateReport): Admission['evidence'] {
  const { coverage, mutation, determinism, capabilities, policy, sandbox, findings, toolchain } = report;
  return {
    results: report,
    coverage,
    mutation,
    determinism,
    lint: { formatVersion: 1, toolchain, findings: findings.filter(({ check }) => check === 'static') },
    policy: { formatVersion: 1, gate: policy, sandbox: { policyHash: sandbox.policyHash } },
    capabilities,
  };
}

/** The documents that speak of the version itself: contents list, provenance, attestation. */
async function attest(
  request: PromotionRequest & {
    readonly planned: PlannedVersion;
    readonly key: SigningKey | undefined;
    readonly observedAt: Date;
    readonly transcriptSha256: string | undefined;
  },
): Promise<Partial<Admission['evidence']>> {
  const { files, report, spec, forged, planned, key, observedAt, transcriptSha256 } = request;
  const times = {
    startedOn: forged?.startedAt.toISOString() ?? observedAt.toISOString(),
    finishedOn: observedAt.toISOString(),
  };
  const toolchain = report.toolchain.versions;
  const replies = forged?.replies ?? [];
  const sbom = buildSbom({
    spec,
    files,
    toolVersion: planned.version,
    replies,
    machinistVersion,
    toolchain,
    timestamp: times.finishedOn,
  });
  const statement =
    forged === undefined || transcriptSha256 === undefined
      ? undefined
      : buildProvenanceStatement({
          files,
          request: forged.request,
          replies,
          transcriptSha256,
          machinistVersion,
          toolchain,
          ...times,
        });
  if (key === undefined) return { sbom, ...(statement === undefined ? {} : { provenance: statement }) };
  const record = buildPromotionRecord({
    subject: makerDid(key.did, modelName(replies)),
    principal: key.did,
    verifier: `${key.did}:gate`,
    toolName: spec.name,
    toolVersion: planned.version,
    report,
    reportText: planned.evidenceText.results ?? '',
    gateVersion: report.gateVersion,
    observedAt: times.finishedOn,
    issued: new Date().toISOString(),
  });
  return {
    sbom,
    ...(statement === undefined
      ? {}
      : {
          provenance: signEnvelope({
            payloadType: 'application/vnd.in-toto+json',
            payload: Buffer.from(JSON.stringify(statement)),
            key,
          }),
        }),
    aar: signRecord(unsignedRecordSchema.parse(record), key),
  };
}

/** Where the text came from, for the registry. A candidate that was handed in says just that. */
function originOf(replies: readonly ForgeReply[]): Admission['modelProvenance'] {
  const known = replies.flatMap(({ provenance }) => (provenance === null ? [] : [provenance]));
  const last = known.at(-1);
  if (last === undefined) return { origin: 'external', model: null };
  const authored = known.some(({ origin }) => origin === 'authored');
  const { serverVersion, modelDigest, transport, options } = last;
  const requests = known.map(({ requestHash }) => requestHash);
  const rest = { modelDigest, serverVersion, transport, options, requests };
  return {
    origin: authored ? 'authored' : last.origin,
    model: authored ? null : last.model,
    ...rest,
  };
}

function modelName(replies: readonly ForgeReply[]): string {
  const { origin, model } = originOf(replies);
  return origin === 'external' ? 'unknown' : origin === 'authored' ? 'authored' : (model ?? 'unknown');
}
