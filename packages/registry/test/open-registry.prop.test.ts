import { mkdtempSync, rmSync } from 'node:fs';

import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256Hex } from '../src/core/canonical-json.ts';
import { openRegistry } from '../src/open-registry.ts';
import { scratchParent } from './scratch-directory.ts';
import { randomAdmission } from './random-admission.ts';

describe('a registry', () => {
  it(
    'gives back what was admitted, byte for byte, verifies, and numbers versions upwards',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(randomAdmission, { minLength: 1, maxLength: 6 }), async (admissions) => {
          const directory = mkdtempSync(join(scratchParent(), 'registry-'));
          try {
            const registry = await openRegistry(directory);
            for (const admission of admissions) {
              const outcome = await registry.admit(admission);
              const tool = await registry.loadTool(outcome.toolId, outcome.version);
              expect(canonicalJson(tool.spec)).toBe(canonicalJson(admission.spec));
              expect({ [tool.toolPath]: tool.toolSource, ...tool.tests }).toEqual(admission.files);
              expect((await registry.admit(admission)).status).toBe('unchanged');
              const details = await registry.show(outcome.toolId, outcome.version, { evidence: true });
              const expected =
                outcome.status === 'admitted' ? canonicalJson(admission.evidence) : canonicalJson(details.documents);
              expect(canonicalJson(details.documents)).toBe(expected);
              for (const { sha256 } of details.manifest.objects) {
                expect(sha256Hex(await registry.readObject(sha256))).toBe(sha256);
              }
            }
            expect((await registry.verify()).problems).toEqual([]);
            const { tools } = await registry.list();
            expect(new Set(tools.map(({ toolId }) => toolId))).toEqual(new Set(admissions.map(({ toolId }) => toolId)));
            for (const { latest, versions } of tools) expect(Object.keys(versions).at(-1)).toBe(latest);
          } finally {
            rmSync(directory, { recursive: true, force: true });
          }
        }),
        { numRuns: 30 },
      );
    },
  );
});
