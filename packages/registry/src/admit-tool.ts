import semver from 'semver';
import type { Admission } from './core/admission-schema.ts';
import { buildHead, headText, versionRecord } from './core/build-head.ts';
import { buildManifest } from './core/build-manifest.ts';
import { decideVersion, type VersionBump } from './core/decide-version.ts';
import type { Head } from './core/head-schema.ts';
import { maxBytes } from './core/limits.ts';
import { addEvidence, evidenceText, prepareVersion, type PreparedVersion } from './core/prepare-version.ts';
import { changeTool } from './change-tool.ts';
import { commitChange } from './commit-change.ts';
import { RegistryError } from './errors.ts';
import { placeObjects } from './object-store.ts';
import { requireVersion, trustedHead } from './require-tool.ts';
import { stageVersion } from './stage-version.ts';
import type { Store } from './store.ts';
import type { Transaction } from './transaction.ts';

/** What became of an admission. */
export type AdmitOutcome =
  | {
      readonly status: 'admitted';
      readonly toolId: string;
      readonly version: string;
      readonly bump: VersionBump;
      /** Why this version number. */
      readonly reason: string;
      readonly manifestSha256: string;
      readonly contentSha256: string;
      /** Absolute path of the version folder. */
      readonly directory: string;
    }
  | {
      /** Spec, tool and tests are those of `version`; nothing was written, that version's verdict stays. */
      readonly status: 'unchanged';
      readonly toolId: string;
      readonly version: string;
      readonly contentSha256: string;
    };

/** Checks, numbers and stores one version. Throws INVALID_ADMISSION, LOCKED, INTEGRITY_FAILED, STORE_FULL, STORE_FAILED. */
export async function admitTool(store: Store, admission: Admission): Promise<AdmitOutcome> {
  const prepared = prepareVersion(admission);
  return changeTool(store, prepared.toolId, (transaction) =>
    admitPrepared(store, transaction, prepared, admission.attest),
  );
}

async function admitPrepared(
  store: Store,
  transaction: Transaction,
  unattested: PreparedVersion,
  attest: Admission['attest'],
): Promise<AdmitOutcome> {
  const { toolId, contentSha256 } = unattested;
  const current = trustedHead(store, toolId);
  const known = Object.entries(current?.head.versions ?? {});
  const same = known.find(([, record]) => record.contentSha256 === contentSha256);
  if (same !== undefined) return { status: 'unchanged', toolId, version: same[0], contentSha256 };

  const base = highestVersion(store, current?.head ?? null);
  const decision = decideVersion(base, unattested.spec);
  const planned = { toolId, version: decision.version, contentSha256, evidenceText: evidenceText(unattested) };
  const prepared = attest === undefined ? unattested : addEvidence(unattested, await attest(planned));
  const at = store.now().toISOString();
  const { manifest, text, sha256 } = buildManifest(prepared, { ...decision, baseVersion: base?.version ?? null }, at);
  const versions = { ...current?.head.versions, [decision.version]: versionRecord(manifest, sha256) };
  const head = headText(
    buildHead({
      latest: { manifest, spec: prepared.spec },
      versions,
      deprecated: current?.head.deprecated ?? null,
      updatedAt: at,
    }),
  );
  if (Math.max(Buffer.byteLength(text), Buffer.byteLength(head)) > maxBytes.record) {
    throw new RegistryError(
      'INVALID_ADMISSION',
      `Manifest or head would exceed ${maxBytes.record} bytes: shorten modelProvenance or the objects.`,
    );
  }

  placeObjects(store, transaction, prepared.objects);
  const folder = stageVersion(store, transaction, new Map([...prepared.files, ['manifest.json', Buffer.from(text)]]));
  await commitChange(store, transaction, {
    toolId,
    at,
    event: { kind: 'admit', version: decision.version, manifestSha256: sha256 },
    previousHeadSha256: current?.sha256 ?? null,
    headText: head,
    addVersion: { folder, version: decision.version },
  });
  const { version, bump, reason } = decision;
  const directory = `${store.root}/${toolId}/versions/${version}`;
  return { status: 'admitted', toolId, version, bump, reason, manifestSha256: sha256, contentSha256, directory };
}

function highestVersion(store: Store, head: Head | null): { version: string; spec: PreparedVersion['spec'] } | null {
  const version = head === null ? undefined : semver.rsort(Object.keys(head.versions))[0];
  const record = version === undefined ? undefined : head?.versions[version];
  if (head === null || version === undefined || record === undefined) return null;
  return { version, spec: requireVersion(store, head.toolId, version, record.manifestSha256).spec };
}
