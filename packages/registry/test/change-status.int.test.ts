import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

async function registryWithTwoVersions(): Promise<Registry> {
  const registry = await openRegistry(scratchDirectory());
  await registry.admit(sampleAdmission());
  await registry.admit(sampleAdmission({}, sampleSpec({ description: 'Better words.' })));
  return registry;
}

describe('yank', () => {
  it('moves latest to the highest version left, and leaves the yanked one to those who name it', async () => {
    const registry = await registryWithTwoVersions();
    expect(await registry.yank('slugify', '1.0.1', 'wrong for umlauts')).toEqual({
      status: 'changed',
      toolId: 'slugify',
      latest: '1.0.0',
    });
    expect((await registry.loadTool('slugify')).version).toBe('1.0.0');
    expect(await registry.loadTool('slugify', '1.0.1')).toMatchObject({ status: 'yanked' });
    const { head } = await registry.show('slugify');
    expect(head).toMatchObject({
      latest: '1.0.0',
      description: 'Turns text into a slug.',
      spec: 'versions/1.0.0/spec.json',
    });
    expect(head.versions['1.0.1']?.yanked).toMatchObject({ reason: 'wrong for umlauts' });
    expect(await registry.verify()).toMatchObject({ ok: true, checkpoint: { events: 3 } });
  });

  it('of every version leaves nothing to load without a name, and numbers still rise', async () => {
    const registry = await registryWithTwoVersions();
    await registry.yank('slugify', '1.0.0', 'bad');
    await registry.yank('slugify', '1.0.1', 'bad too');
    await expect(registry.loadTool('slugify')).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
    expect(await registry.search('slugify')).toEqual([]);
    const next = await registry.admit(sampleAdmission({}, sampleSpec({ description: 'Fixed.' })));
    expect(next.version).toBe('1.0.2');
    expect((await registry.loadTool('slugify')).version).toBe('1.0.2');
  });

  it('twice changes nothing, and unyank takes it back', async () => {
    const registry = await registryWithTwoVersions();
    await registry.yank('slugify', '1.0.1', 'bad');
    const log = join(registry.directory, '.log/events.jsonl');
    const before = readFileSync(log, 'utf8');
    expect((await registry.yank('slugify', '1.0.1', 'again')).status).toBe('unchanged');
    expect(readFileSync(log, 'utf8')).toBe(before);
    expect(await registry.unyank('slugify', '1.0.1', 'was fine')).toMatchObject({ status: 'changed', latest: '1.0.1' });
    expect((await registry.show('slugify')).record).toMatchObject({ status: 'promoted', yanked: null });
    expect((await registry.verify()).ok).toBe(true);
  });

  it('cannot be undone by putting the old head back', async () => {
    const registry = await registryWithTwoVersions();
    const head = join(registry.directory, 'slugify/metadata.json');
    const before = readFileSync(head);
    await registry.yank('slugify', '1.0.1', 'bad');
    writeFileSync(head, before);
    await expect(registry.loadTool('slugify', '1.0.1')).rejects.toMatchObject({ code: 'INTEGRITY_FAILED' });
    expect((await registry.verify()).problems.map(({ code }) => code)).toEqual(['HEAD_ROLLED_BACK']);
  });

  it('refuses what is not there and a missing reason, and makes no registry of a missing directory', async () => {
    const registry = await registryWithTwoVersions();
    await expect(registry.yank('slugify', '9.9.9', 'why')).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
    await expect(registry.yank('slugify', '1.0.0', ' ')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const missing = await openRegistry(scratchDirectory());
    await expect(missing.yank('slugify', '1.0.0', 'why')).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' });
    expect(existsSync(missing.directory)).toBe(false);
  });
});

describe('deprecate', () => {
  it('is kept through later admissions, shown in the head, and taken back with null', async () => {
    const registry = await registryWithTwoVersions();
    await registry.admit(sampleAdmission({}, sampleSpec({ name: 'slug' })));
    expect((await registry.deprecate('slugify', { message: 'use slug', replacedBy: 'slug' })).status).toBe('changed');
    expect((await registry.deprecate('slugify', { message: 'use slug', replacedBy: 'slug' })).status).toBe('unchanged');
    await registry.admit(sampleAdmission({}, sampleSpec({ description: 'Third.' })));
    expect((await registry.show('slugify')).head.deprecated).toMatchObject({ message: 'use slug', replacedBy: 'slug' });
    expect((await registry.search('slug')).map(({ head }) => head.toolId)).toEqual(['slug', 'slugify']);
    await registry.deprecate('slugify', null);
    expect((await registry.deprecate('slugify', null)).status).toBe('unchanged');
    expect((await registry.show('slugify')).head.deprecated).toBeNull();
    expect((await registry.verify()).ok).toBe(true);
  });

  it('refuses a replacement that is not there', async () => {
    const registry = await registryWithTwoVersions();
    const deprecation = { message: 'use other', replacedBy: 'other' };
    await expect(registry.deprecate('slugify', deprecation)).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' });
  });
});
