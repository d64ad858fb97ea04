import { canonicalJson, sha256Hex } from './canonical-json.ts';
import type { VersionDecision } from './decide-version.ts';
import type { Manifest } from './manifest-schema.ts';
import type { PreparedVersion } from './prepare-version.ts';
import { mediaTypeOf } from './version-files.ts';

/** The manifest of a version and its bytes, RFC 8785 canonical JSON, whose digest the head and the log keep. */
export function buildManifest(
  prepared: PreparedVersion,
  decision: VersionDecision & { readonly baseVersion: string | null },
  admittedAt: string,
): { manifest: Manifest; text: string; sha256: string } {
  const files = [...prepared.files].map(
    ([path, bytes]) =>
      [path, { sha256: sha256Hex(bytes), size: bytes.byteLength, mediaType: mediaTypeOf(path) }] as const,
  );
  const manifest: Manifest = {
    manifestVersion: 1,
    toolId: prepared.toolId,
    version: decision.version,
    baseVersion: decision.baseVersion,
    bump: decision.bump,
    reason: decision.reason,
    language: prepared.language,
    verdict: prepared.verdict,
    acceptance: prepared.acceptance,
    admittedAt,
    contentSha256: prepared.contentSha256,
    modelProvenance: prepared.modelProvenance,
    tags: [...prepared.tags],
    files: Object.fromEntries(files),
    objects: prepared.objects.map(({ name, sha256, content }) => ({ name, sha256, size: content.byteLength })),
  };
  const text = canonicalJson(manifest);
  return { manifest, text, sha256: sha256Hex(text) };
}
