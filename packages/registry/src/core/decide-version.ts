import semver from 'semver';
import { canonicalJson } from './canonical-json.ts';
import type { SpecFields } from './spec-fields-schema.ts';

/** How a version follows from the one before it. */
export type VersionBump = 'initial' | 'major' | 'minor' | 'patch';

/** A version number and the evidence that led to it. */
export interface VersionDecision {
  readonly version: string;
  readonly bump: VersionBump;
  readonly reason: string;
}

/** The next version number, decided by comparing the specs: never by what an author says. */
export function decideVersion(base: { version: string; spec: SpecFields } | null, next: SpecFields): VersionDecision {
  if (base === null) return { version: '1.0.0', bump: 'initial', reason: 'first version' };
  const { bump, reason } = compareSpecs(base.spec, next);
  const version = semver.inc(base.version, bump);
  if (version === null) throw new TypeError(`${JSON.stringify(base.version)} is no version`);
  return { version, bump, reason };
}

function compareSpecs(base: SpecFields, next: SpecFields): { bump: 'major' | 'minor' | 'patch'; reason: string } {
  const signatureParts = (['functionName', 'params', 'returns'] as const).filter(
    (part) => canonicalJson(signatureOf(base)[part]) !== canonicalJson(signatureOf(next)[part]),
  );
  if (signatureParts.length > 0) return { bump: 'major', reason: `signature changed: ${signatureParts.join(', ')}` };
  const grown = contractLists.filter((list) => hasAdditions(base, next, list));
  if (base.determinism !== next.determinism) return { bump: 'minor', reason: 'determinism changed' };
  if (grown.length > 0) return { bump: 'minor', reason: `added: ${grown.join(', ')}` };
  return { bump: 'patch', reason: 'same signature, nothing added to the contract' };
}

function signatureOf(spec: SpecFields): Record<'functionName' | 'params' | 'returns', unknown> {
  return {
    functionName: spec.functionName,
    params: spec.params.map(({ name, type, required }) => ({ name, type, required })),
    returns: spec.returns.map(({ name, type }) => ({ name, type })),
  };
}

const contractLists = ['failures', 'examples', 'properties', 'capabilities'] as const;

function hasAdditions(base: SpecFields, next: SpecFields, list: (typeof contractLists)[number]): boolean {
  const known = new Set(identities(base, list));
  return identities(next, list).some((identity) => !known.has(identity));
}

/** Rewording when a failure occurs adds no failure; its code is what callers see. */
function identities(spec: SpecFields, list: (typeof contractLists)[number]): string[] {
  const entries = list === 'failures' ? spec.failures.map(({ code }) => code) : spec[list];
  return entries.map((entry) => canonicalJson(entry));
}
