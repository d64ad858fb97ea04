import { appendFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec, toolSource } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

async function registryWithTwoVersions(): Promise<Registry> {
  const registry = await openRegistry(scratchDirectory());
  await registry.admit(sampleAdmission());
  await registry.admit(sampleAdmission({}, sampleSpec({ description: 'Better words.' })));
  return registry;
}

describe('loadTool', () => {
  it('gives source, tests, spec and policy of the latest version, or of the one named', async () => {
    const registry = await registryWithTwoVersions();
    const tool = await registry.loadTool('slugify');
    expect(tool).toMatchObject({
      version: '1.0.1',
      language: 'typescript',
      status: 'promoted',
      verdict: 'pass',
      toolPath: 'tool.ts',
      toolSource,
      tests: { 'tests/unit.test.ts': '// unit\n', 'tests/property.test.ts': '// property\n' },
      spec: { description: 'Better words.' },
      policy: { policyVersion: 1, network: false },
      capabilities: { declared: [], observed: [] },
      modelProvenance: { origin: 'authored' },
    });
    expect((await registry.loadTool('slugify', '1.0.0')).spec).toMatchObject({
      description: 'Turns text into a slug.',
    });
  });

  it('says what it does not have', async () => {
    const registry = await registryWithTwoVersions();
    await expect(registry.loadTool('unknown')).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' });
    await expect(registry.loadTool('slugify', '3.0.0')).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
    await expect(registry.loadTool('slugify', '1.0')).rejects.toMatchObject({ code: 'INVALID_VERSION' });
    await expect(registry.loadTool('slugify', '../1.0.0')).rejects.toMatchObject({ code: 'INVALID_VERSION' });
    for (const id of ['', '..', '../slugify', '/etc', 'Slugify', 'slug_ify', '.log', 'a--b', 'x'.repeat(65)]) {
      await expect(registry.loadTool(id)).rejects.toMatchObject({ code: 'INVALID_TOOL_ID' });
    }
  });

  it.each<[string, (tool: string) => void]>([
    ['changed source', (tool) => appendFileSync(join(tool, 'versions/1.0.1/tool.ts'), ' ')],
    ['a changed policy', (tool) => writeFileSync(join(tool, 'versions/1.0.1/policy.json'), '{"network":true}')],
    ['a changed manifest', (tool) => appendFileSync(join(tool, 'versions/1.0.1/manifest.json'), ' ')],
    ['a changed head', (tool) => appendFileSync(join(tool, 'metadata.json'), ' ')],
    ['a file too many', (tool) => writeFileSync(join(tool, 'versions/1.0.1/tests/conftest.py'), '')],
    ['a missing file', (tool) => rmSync(join(tool, 'versions/1.0.1/results.json'))],
    ['a linked tool folder', (tool) => (renameSync(tool, `${tool}-moved`), symlinkSync(`${tool}-moved`, tool))],
    ['a removed log', (tool) => rmSync(join(tool, '../.log'), { recursive: true })],
  ])('refuses a tool with %s', async (_, tamper) => {
    const registry = await registryWithTwoVersions();
    tamper(join(registry.directory, 'slugify'));
    await expect(registry.loadTool('slugify')).rejects.toMatchObject({ code: 'INTEGRITY_FAILED' });
    await expect(registry.show('slugify')).rejects.toMatchObject({ code: 'INTEGRITY_FAILED' });
  });

  it('still gives an untouched version beside a damaged one', async () => {
    const registry = await registryWithTwoVersions();
    appendFileSync(join(registry.directory, 'slugify/versions/1.0.0/tool.ts'), ' ');
    expect((await registry.loadTool('slugify')).version).toBe('1.0.1');
    await expect(registry.loadTool('slugify', '1.0.0')).rejects.toMatchObject({ code: 'INTEGRITY_FAILED' });
  });
});

describe('readObject', () => {
  it('refuses what is no digest, what is not there, and what was changed', async () => {
    const registry = await registryWithTwoVersions();
    await expect(registry.readObject('../../FORMAT')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(registry.readObject('0'.repeat(64))).rejects.toMatchObject({ code: 'INTEGRITY_FAILED' });
    const [object] = (await registry.show('slugify')).manifest.objects;
    const sha256 = object!.sha256;
    writeFileSync(join(registry.directory, '.objects/sha256', sha256.slice(0, 2), sha256.slice(2)), 'other');
    await expect(registry.readObject(sha256)).rejects.toMatchObject({ code: 'INTEGRITY_FAILED' });
  });
});
