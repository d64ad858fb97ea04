import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../src/core/canonical-json.ts';
import type { Admission } from '../src/core/admission-schema.ts';
import { manifestSchema } from '../src/core/manifest-schema.ts';
import { headSchema } from '../src/core/head-schema.ts';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec, toolSource } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

const now = () => new Date('2026-01-02T03:04:05.678Z');

describe('admit', () => {
  it('stores every file of a first version under 1.0.0, named and digested by a canonical manifest', async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory, { now });
    const outcome = await registry.admit(sampleAdmission());
    expect(outcome).toMatchObject({ status: 'admitted', version: '1.0.0', bump: 'initial' });
    const folder = join(directory, 'slugify/versions/1.0.0');
    expect(readdirSync(folder).toSorted()).toEqual([
      'capabilities.json',
      'manifest.json',
      'policy.json',
      'results.json',
      'spec.json',
      'tests',
      'tool.ts',
    ]);
    expect(readFileSync(join(folder, 'tool.ts'), 'utf8')).toBe(toolSource);
    const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
    const manifest = manifestSchema.parse(JSON.parse(text));
    expect(text).toBe(canonicalJson(manifest));
    expect(Object.keys(manifest.files)).toEqual([
      'capabilities.json',
      'policy.json',
      'results.json',
      'spec.json',
      'tests/property.test.ts',
      'tests/unit.test.ts',
      'tool.ts',
    ]);
    expect(manifest.files['tool.ts']).toEqual({
      sha256: sha256Hex(toolSource),
      size: toolSource.length,
      mediaType: 'text/x-typescript',
    });
    expect(outcome).toHaveProperty('manifestSha256', sha256Hex(text));
  });

  it("names the seed's list for the latest version in metadata.json", async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory, { now });
    await registry.admit(sampleAdmission({ tags: ['text', 'text', 'slug'] }));
    const head = headSchema.parse(JSON.parse(readFileSync(join(directory, 'slugify/metadata.json'), 'utf8')));
    expect(head).toMatchObject({
      latest: '1.0.0',
      spec: 'versions/1.0.0/spec.json',
      codePath: 'versions/1.0.0/tool.ts',
      testsPath: 'versions/1.0.0/tests',
      testResults: 'versions/1.0.0/results.json',
      dependencies: [],
      securityPolicy: 'versions/1.0.0/policy.json',
      capabilityProfile: 'versions/1.0.0/capabilities.json',
      modelProvenance: { origin: 'authored' },
      tags: ['slug', 'text'],
      verdict: 'pass',
      acceptance: null,
      updatedAt: '2026-01-02T03:04:05.678Z',
    });
    for (const path of [head.spec, head.codePath, head.testsPath, head.testResults, head.securityPolicy]) {
      expect(existsSync(join(directory, 'slugify', path))).toBe(true);
    }
  });

  it('says unchanged, and writes nothing, for spec, tool and tests it already has', async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory, { now });
    await registry.admit(sampleAdmission());
    const before = readFileSync(join(directory, '.log/events.jsonl'), 'utf8');
    const again = sampleAdmission({ evidence: { ...sampleAdmission().evidence, lint: { findings: [] } } });
    expect(await registry.admit(again)).toMatchObject({ status: 'unchanged', version: '1.0.0' });
    expect(readFileSync(join(directory, '.log/events.jsonl'), 'utf8')).toBe(before);
    expect(readdirSync(join(directory, '.staging'))).toEqual([]);
  });

  it('numbers versions by evidence, and finds an older version again', async () => {
    const registry = await openRegistry(scratchDirectory(), { now });
    const numbers = [];
    const files = sampleAdmission().files;
    const grown = sampleSpec({
      properties: [...sampleSpec().properties, { kind: 'never_throws', statement: 'never' }],
    });
    for (const admission of [
      sampleAdmission(),
      sampleAdmission({ files: { ...files, 'tool.ts': '// second\n' } }),
      sampleAdmission({}, grown),
      sampleAdmission({}, sampleSpec({ returns: [{ name: '$', type: 'string | null', note: '' }] })),
      sampleAdmission(),
    ]) {
      numbers.push((await registry.admit(admission)).version);
    }
    expect(numbers).toEqual(['1.0.0', '1.0.1', '1.1.0', '2.0.0', '1.0.0']);
    expect((await registry.verify()).problems).toEqual([]);
  });

  it('stores an object once, whatever the number of versions and tools that name it', async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory, { now });
    await registry.admit(sampleAdmission());
    await registry.admit(sampleAdmission({}, sampleSpec({ language: 'python', name: 'slug-python' })));
    const sha256 = sha256Hex('the reply');
    expect(readdirSync(join(directory, '.objects/sha256'))).toEqual([sha256.slice(0, 2)]);
    expect(Buffer.from(await registry.readObject(sha256)).toString()).toBe('the reply');
    expect((await registry.verify()).unreferencedObjects).toBe(0);
  });

  it('keeps why a person took a deferred version, in the head, in the manifest and in later heads', async () => {
    const registry = await openRegistry(scratchDirectory(), { now });
    const acceptance = { reason: 'the survivor is equivalent' };
    await registry.admit(sampleAdmission({ verdict: 'deferred', acceptance }));
    await registry.admit(sampleAdmission({}, sampleSpec({ description: 'Better words.' })));
    const { head } = await registry.show('slugify');
    expect(head).toMatchObject({ verdict: 'pass', acceptance: null });
    expect(head.versions['1.0.0']).toMatchObject({ verdict: 'deferred', acceptance });
    expect((await registry.loadTool('slugify', '1.0.0')).acceptance).toEqual(acceptance);
  });
});

describe('admit refuses', () => {
  const cases: [string, unknown, string][] = [
    ['a fail verdict', sampleAdmission({ verdict: anything('fail') }), 'verdict'],
    ['a deferred verdict that nobody accepted', sampleAdmission({ verdict: 'deferred' }), 'acceptance'],
    ['an acceptance of nothing', sampleAdmission({ verdict: 'deferred', acceptance: { reason: ' ' } }), 'reason'],
    ['an acceptance of a pass', sampleAdmission({ acceptance: { reason: 'why' } }), 'acceptance'],
    ['a status other than promoted', sampleAdmission({ status: anything('draft') }), 'status'],
    ['a tool id with dots', { ...sampleAdmission(), toolId: '../x' }, 'toolId'],
    ['a spec of another tool', sampleAdmission({ toolId: 'other' }), 'spec.name'],
    ['a spec without parameters', sampleAdmission({ spec: { ...sampleSpec(), params: undefined } }), 'spec.params'],
    ['no tool file', sampleAdmission({ files: { 'tests/unit.test.ts': '' } }), 'tool.ts'],
    ['no unit tests', sampleAdmission({ files: { 'tool.ts': '' } }), 'tests/unit.test.ts'],
    ['a path out of the folder', sampleAdmission({ files: { ...sampleAdmission().files, '../evil.ts': '' } }), 'evil'],
    ['an absolute path', sampleAdmission({ files: { ...sampleAdmission().files, '/etc/x': '' } }), '/etc/x'],
    ['a path that differs in case', sampleAdmission({ files: { ...sampleAdmission().files, 'Tool.ts': '' } }), 'Tool'],
    [
      'source that is no UTF-8',
      sampleAdmission({ files: { ...sampleAdmission().files, 'tool.ts': Buffer.of(255) } }),
      'UTF-8',
    ],
    [
      'half a surrogate pair',
      sampleAdmission({ files: { ...sampleAdmission().files, 'tool.ts': '\uD800' } }),
      'surrogate',
    ],
    ['no test results', sampleAdmission({ evidence: { policy: {}, capabilities: {} } }), 'results'],
    [
      'evidence of an unknown name',
      { ...sampleAdmission(), evidence: { ...sampleAdmission().evidence, hearsay: {} } },
      'hearsay',
    ],
    [
      'evidence that is no JSON',
      sampleAdmission({ evidence: { ...sampleAdmission().evidence, lint: { a: Number.NaN } } }),
      'lint',
    ],
    ['a cyclic document', sampleAdmission({ evidence: { ...sampleAdmission().evidence, lint: cyclic() } }), 'lint'],
    ['an origin nobody knows', { ...sampleAdmission(), modelProvenance: { origin: 'oracle' } }, 'origin'],
    [
      'two objects of one name',
      sampleAdmission({ objects: ['a', 'A'].map((name) => ({ name, content: '' })) }),
      'twice',
    ],
    ['an object path with dots', sampleAdmission({ objects: [{ name: '../a', content: '' }] }), 'objects'],
    ['an unknown field', { ...sampleAdmission(), trusted: true }, 'trusted'],
    [
      'oversize source',
      sampleAdmission({ files: { ...sampleAdmission().files, 'tool.ts': 'x'.repeat(1024 * 1024 + 1) } }),
      '1048577',
    ],
  ];

  it.each(cases)('%s, with the place in the message, and writes nothing', async (_, admission, place) => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory);
    await expect(registry.admit(anything(admission))).rejects.toMatchObject({
      code: 'INVALID_ADMISSION',
      message: expect.stringContaining(place),
    });
    expect(existsSync(directory)).toBe(false);
  });

  it('a fail verdict by type', () => {
    // @ts-expect-error: the type has no 'fail'
    const admission: Admission = sampleAdmission({ verdict: 'fail' });
    expect(admission.verdict).toBe('fail');
  });

  it('a tool folder that is a link, and leaves what it points to alone', async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory);
    await registry.admit(sampleAdmission({}, sampleSpec({ name: 'first' })));
    const elsewhere = `${directory}-elsewhere`;
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(directory, 'slugify'));
    await expect(registry.admit(sampleAdmission())).rejects.toMatchObject({ code: 'INTEGRITY_FAILED' });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('to build on a version that was changed on disk', async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory);
    await registry.admit(sampleAdmission());
    symlinkSync('tool.ts', join(directory, 'slugify/versions/1.0.0/extra.ts'));
    const next = sampleAdmission({}, sampleSpec({ description: 'Another.' }));
    await expect(registry.admit(next)).rejects.toMatchObject({ code: 'INTEGRITY_FAILED' });
  });
});

/** Past the type checker, as a caller in plain JavaScript would be. */
function anything(value: unknown): never {
  return z.custom<never>().parse(value);
}

function cyclic(): object {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}
