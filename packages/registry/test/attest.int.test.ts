import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlannedVersion } from '../src/core/admission-schema.ts';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

describe('attest', () => {
  it('is told the decided version and the evidence as stored, and what it gives is stored and digested with it', async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory);
    const planned: PlannedVersion[] = [];
    const outcome = await registry.admit({
      ...sampleAdmission(),
      attest: async (version) => {
        planned.push(version);
        return { aar: { for: version.version } };
      },
    });
    expect(outcome).toMatchObject({ status: 'admitted', version: '1.0.0' });
    const folder = join(directory, 'slugify/versions/1.0.0');
    expect(planned.map(({ toolId, version }) => `${toolId} ${version}`)).toEqual(['slugify 1.0.0']);
    expect(planned[0]?.evidenceText.results).toBe(readFileSync(join(folder, 'results.json'), 'utf8'));
    expect(readFileSync(join(folder, 'aar.json'), 'utf8')).toBe('{"for":"1.0.0"}');
    expect((await registry.verify()).problems).toEqual([]);
  });

  it('is not asked for a version that is there already', async () => {
    const registry = await openRegistry(scratchDirectory());
    await registry.admit(sampleAdmission());
    let asked = 0;
    const outcome = await registry.admit({
      ...sampleAdmission(),
      attest: async () => {
        asked += 1;
        return {};
      },
    });
    expect([outcome.status, asked]).toEqual(['unchanged', 0]);
  });

  it('may not replace evidence, and when it throws nothing is admitted', async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory);
    const twice = registry.admit({ ...sampleAdmission(), attest: async () => ({ results: { forged: true } }) });
    await expect(twice).rejects.toMatchObject({ code: 'INVALID_ADMISSION' });
    const broken = registry.admit({ ...sampleAdmission(), attest: () => Promise.reject(new Error('no key')) });
    await expect(broken).rejects.toThrow('no key');
    expect(existsSync(join(directory, 'slugify', 'metadata.json'))).toBe(false);
    expect((await registry.admit(sampleAdmission())).status).toBe('admitted');
  });
});
