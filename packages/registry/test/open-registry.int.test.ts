import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

describe('openRegistry', () => {
  it('writes nothing for a missing directory until the first admission, which makes FORMAT', async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory);
    expect(await registry.list()).toEqual({ tools: [], unreadable: [] });
    expect(await registry.verify()).toMatchObject({ ok: true, problems: [], checkpoint: { events: 0, hash: null } });
    expect(existsSync(directory)).toBe(false);
    await registry.admit(sampleAdmission());
    expect(readFileSync(join(directory, 'FORMAT'), 'utf8')).toBe(
      '{"formatVersion":1,"hash":"sha256","kind":"machinist-registry"}\n',
    );
    expect(readdirSync(directory).toSorted()).toEqual(['.locks', '.log', '.objects', '.staging', 'FORMAT', 'slugify']);
    expect(readdirSync(join(directory, '.staging'))).toEqual([]);
  });

  it('takes an empty directory and refuses a non-empty one without FORMAT', async () => {
    const directory = scratchDirectory();
    mkdirSync(directory);
    await openRegistry(directory);
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    await expect(openRegistry(directory)).rejects.toMatchObject({ code: 'NOT_A_REGISTRY' });
    expect(readdirSync(directory)).toEqual(['notes.txt']);
  });

  it('refuses a file, and a FORMAT that is a link', async () => {
    const directory = scratchDirectory();
    writeFileSync(directory, '');
    await expect(openRegistry(directory)).rejects.toMatchObject({ code: 'NOT_A_REGISTRY' });
    const linked = scratchDirectory();
    mkdirSync(linked);
    symlinkSync('/etc/hostname', join(linked, 'FORMAT'));
    await expect(openRegistry(linked)).rejects.toMatchObject({ code: 'NOT_A_REGISTRY' });
  });

  it.each([
    ['a newer layout', '{"formatVersion":2,"hash":"sha256","kind":"machinist-registry"}\n', 'formatVersion 2'],
    ['somebody else', 'Format: 1.0\n', 'not one of ours'],
    ['nothing', '', 'not one of ours'],
  ])('refuses a FORMAT of %s', async (_, text, said) => {
    const directory = scratchDirectory();
    mkdirSync(directory);
    writeFileSync(join(directory, 'FORMAT'), text);
    await expect(openRegistry(directory)).rejects.toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
      message: expect.stringContaining(said),
    });
  });
});
