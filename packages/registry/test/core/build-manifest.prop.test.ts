import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildManifest } from '../../src/core/build-manifest.ts';
import { canonicalJson, sha256Hex } from '../../src/core/canonical-json.ts';
import { manifestSchema } from '../../src/core/manifest-schema.ts';
import { prepareVersion } from '../../src/core/prepare-version.ts';
import { randomAdmission } from '../random-admission.ts';

const decision = { version: '1.0.0', bump: 'initial', reason: 'first version', baseVersion: null } as const;
const at = '2026-01-02T03:04:05.678Z';

describe('buildManifest', () => {
  it('is canonical, fits its own schema, and names every file with its digest', () => {
    fc.assert(
      fc.property(randomAdmission, (admission) => {
        const prepared = prepareVersion(admission);
        const { text, sha256, manifest } = buildManifest(prepared, decision, at);
        expect(text).toBe(canonicalJson(JSON.parse(text)));
        expect(sha256).toBe(sha256Hex(text));
        expect(manifestSchema.parse(JSON.parse(text))).toEqual(manifest);
        expect(Object.keys(manifest.files).toSorted()).toEqual([...prepared.files.keys()].toSorted());
        for (const [path, bytes] of prepared.files) {
          expect(manifest.files[path]).toMatchObject({ sha256: sha256Hex(bytes), size: bytes.byteLength });
        }
      }),
    );
  });

  it('gives equal content the same content digest in whatever order it came, and other content another one', () => {
    fc.assert(
      fc.property(randomAdmission, fc.string({ minLength: 1 }), (admission, more) => {
        const { contentSha256 } = prepareVersion(admission);
        const reversed = Object.fromEntries(Object.entries(admission.files).toReversed());
        expect(
          prepareVersion({ ...admission, files: reversed, evidence: { ...admission.evidence, lint: {} } })
            .contentSha256,
        ).toBe(contentSha256);
        const changed = Object.fromEntries(
          Object.entries(admission.files).map(([path, text]) => [
            path,
            `${String(text)}${more.replaceAll(/[\uD800-\uDFFF]/g, '?')}`,
          ]),
        );
        expect(prepareVersion({ ...admission, files: changed }).contentSha256).not.toBe(contentSha256);
      }),
    );
  });

  it('refuses a manifest that names a file outside the closed list', () => {
    const { manifest } = buildManifest(
      prepareVersion(fc.sample(randomAdmission, { numRuns: 1, seed: 1 })[0]!),
      decision,
      at,
    );
    const entry = { sha256: '0'.repeat(64), size: 0, mediaType: 'text/plain' };
    for (const path of ['../x', '/etc/passwd', 'tests/../tool.ts', 'TOOL.ts', 'manifest.json']) {
      const files = JSON.parse(`{${JSON.stringify(path)}:${JSON.stringify(entry)}}`) as unknown;
      expect({ path, ok: manifestSchema.safeParse({ ...manifest, files }).success }).toEqual({ path, ok: false });
    }
  });
});
