import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { GateReportLike } from '../forge/gate-report-like.ts';
import { sha256Hex } from './sha256-hex.ts';

/** An Agent Attestation Record 0.02 without its signature. */
export interface PromotionRecord {
  readonly aar: '0.02';
  readonly subject: string;
  readonly principal: string;
  readonly task: { readonly id: string; readonly claim: string };
  readonly verdict: 'verified' | 'not_verified' | 'unclear';
  readonly reason: string;
  readonly issued: string;
  readonly ground_truth: 'confirmed' | 'contradicted' | 'unchecked';
  readonly checks: readonly {
    readonly source: string;
    readonly query: string;
    readonly observed_at: string;
    readonly response_sha256: string;
    readonly preimage_sha256: string;
    readonly excerpt: string;
  }[];
  readonly verifier: { readonly id: string; readonly independence: 'same_principal'; readonly model: string };
}

/** What a record is made of. Times are RFC 3339, UTC; DIDs are the caller's. */
export interface PromotionInput {
  /** DID of the maker and its model; `makerDid` derives one from the principal. Must differ from `verifier`. */
  readonly subject: string;
  readonly principal: string;
  /** DID of the gate. */
  readonly verifier: string;
  readonly toolName: string;
  /** Semantic version under which the tool is (or would have been) admitted. */
  readonly toolVersion: string;
  readonly report: GateReportLike;
  /** The report exactly as stored: hashed, and kept by the caller as evidence. */
  readonly reportText: string;
  readonly gateVersion: string;
  /** When the gate had its answer. */
  readonly observedAt: string;
  readonly issued: string;
}

/** The unsigned record of one gate decision about one tool version. A deferred tool is `unclear`, never `verified`. */
export function buildPromotionRecord(input: PromotionInput): PromotionRecord {
  const { toolName, toolVersion, report, reportText, gateVersion, observedAt } = input;
  const tool = `${toolName}@${toolVersion}`;
  const query = `machinist check ${tool} --json`;
  return {
    aar: '0.02',
    subject: input.subject,
    principal: input.principal,
    task: { id: tool, claim: `The tool ${tool} does what its specification says.` },
    ...judgement(report, gateVersion),
    issued: input.issued,
    checks: [
      {
        source: `machinist gate ${gateVersion}`,
        query,
        observed_at: observedAt,
        response_sha256: sha256Hex(reportText),
        preimage_sha256: preimageSha256({ query, response: reportText, observed_at: observedAt }),
        excerpt: `verdict ${report.verdict}, ${String(report.findings.length)} findings`,
      },
    ],
    verifier: { id: input.verifier, independence: 'same_principal', model: `machinist gate ${gateVersion}` },
  };
}

function judgement(
  { verdict }: GateReportLike,
  gateVersion: string,
): Pick<PromotionRecord, 'verdict' | 'reason' | 'ground_truth'> {
  const gate = `The gate (version ${gateVersion})`;
  const judgements = {
    pass: { verdict: 'verified', reason: `${gate} passed the tool.`, ground_truth: 'confirmed' },
    fail: { verdict: 'not_verified', reason: `${gate} found evidence against the tool.`, ground_truth: 'contradicted' },
    deferred: {
      verdict: 'unclear',
      reason: `${gate} had not enough evidence for the tool.`,
      ground_truth: 'unchecked',
    },
  } as const;
  return judgements[verdict];
}

function preimageSha256(preimage: {
  readonly query: string;
  readonly response: string;
  readonly observed_at: string;
}): string {
  return createHash('sha256')
    .update(canonicalize(preimage) ?? '')
    .digest('base64url');
}

/** The maker's DID below the principal: `did:web:example.org` and `qwen3:4b` give `did:web:example.org:maker:qwen3-4b`. */
export function makerDid(principal: string, model: string): string {
  const name = model
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${principal}:maker:${name === '' ? 'unnamed' : name}`;
}
