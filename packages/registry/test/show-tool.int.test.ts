import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

describe('show', () => {
  it('says which evidence there is and which was never given, and gives documents only when asked', async () => {
    const registry = await openRegistry(scratchDirectory());
    await registry.admit(sampleAdmission({ evidence: { ...sampleAdmission().evidence, lint: { findings: [] } } }));
    const details = await registry.show('slugify');
    expect(details.evidence.present).toEqual(['results', 'lint', 'policy', 'capabilities']);
    expect(details.evidence.absent).toEqual(['coverage', 'mutation', 'determinism', 'sbom', 'provenance', 'aar']);
    expect(details.documents).toEqual({});
    expect((await registry.show('slugify', '1.0.0', { evidence: ['lint', 'aar'] })).documents).toEqual({
      lint: { findings: [] },
    });
    expect(Object.keys((await registry.show('slugify', undefined, { evidence: true })).documents)).toEqual(
      details.evidence.present,
    );
    expect(readFileSync(join(details.directory, 'results.json'), 'utf8')).toBe('{"failed":0,"passed":3}');
  });

  it('shows the version named, its record, and all others in the head', async () => {
    const registry = await openRegistry(scratchDirectory());
    await registry.admit(sampleAdmission());
    await registry.admit(sampleAdmission({}, sampleSpec({ description: 'Better words.' })));
    const details = await registry.show('slugify', '1.0.0');
    expect(details).toMatchObject({ version: '1.0.0', record: { status: 'promoted' }, manifest: { bump: 'initial' } });
    expect(details.head.latest).toBe('1.0.1');
  });
});

describe('list', () => {
  it('gives every head by name, and tells of folders whose head cannot be read', async () => {
    const registry = await openRegistry(scratchDirectory());
    for (const name of ['zebra', 'ape', 'cow']) await registry.admit(sampleAdmission({}, sampleSpec({ name })));
    expect((await registry.list()).tools.map(({ toolId }) => toolId)).toEqual(['ape', 'cow', 'zebra']);
    writeFileSync(join(registry.directory, 'cow/metadata.json'), '{"formatVersion":1}');
    rmSync(join(registry.directory, 'ape/metadata.json'));
    const { tools, unreadable } = await registry.list();
    expect(tools.map(({ toolId }) => toolId)).toEqual(['zebra']);
    expect(unreadable.map(({ toolId }) => toolId)).toEqual(['ape', 'cow']);
  });
});
