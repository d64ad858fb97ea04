import {
  appendFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../src/core/canonical-json.ts';
import { openRegistry, type Registry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

const replyObject = `.objects/sha256/${sha256Hex('the reply').slice(0, 2)}/${sha256Hex('the reply').slice(2)}`;

async function smallRegistry(): Promise<{ directory: string; registry: Registry }> {
  const directory = scratchDirectory();
  const registry = await openRegistry(directory, { lockWaitMs: 0 });
  await registry.admit(sampleAdmission());
  await registry.admit(sampleAdmission({}, sampleSpec({ description: 'Better words.' })));
  await registry.admit(sampleAdmission({}, sampleSpec({ name: 'other', language: 'python' })));
  return { directory, registry };
}

/** Regular files of a registry except locks, which carry no content at rest. */
function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
    lstatSync(join(directory, path)).isFile(),
  );
}

describe('verify', () => {
  it('finds nothing in an untouched registry and counts what it read', async () => {
    const { directory, registry } = await smallRegistry();
    const verification = await registry.verify();
    expect(verification).toMatchObject({ ok: true, problems: [], unreferencedObjects: 0, checkpoint: { events: 3 } });
    const content = filesOf(directory).filter((path) => !path.startsWith('.locks/'));
    expect(verification.checkedFiles).toBe(content.length);
    expect((await registry.verify('slugify')).ok).toBe(true);
  });

  it('finds every flipped byte of every file', { timeout: 300_000 }, async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory, { lockWaitMs: 0 });
    await registry.admit(sampleAdmission());
    await registry.admit(sampleAdmission({}, sampleSpec({ description: 'Better words.' })));
    const missed: string[] = [];
    let flips = 0;
    for (const path of filesOf(directory)) {
      const file = join(directory, path);
      const original = readFileSync(file);
      for (let offset = 0; offset < original.length; offset += 1) {
        const changed = Buffer.from(original);
        changed[offset] = changed[offset]! ^ (1 << (offset % 8));
        writeFileSync(file, changed);
        flips += 1;
        if ((await registry.verify()).ok) missed.push(`${path}@${offset}`);
      }
      writeFileSync(file, original);
    }
    expect(missed).toEqual([]);
    expect(flips).toBeGreaterThan(5_000);
    expect((await registry.verify()).ok).toBe(true);
  });

  it('finds every deleted file', async () => {
    const { directory, registry } = await smallRegistry();
    const copy = `${directory}-copy`;
    cpSync(directory, copy, { recursive: true });
    for (const path of filesOf(directory).filter((name) => !name.startsWith('.locks/'))) {
      rmSync(join(directory, path));
      expect({ path, ok: (await registry.verify()).ok }).toEqual({ path, ok: false });
      cpSync(join(copy, path), join(directory, path));
    }
    expect((await registry.verify()).ok).toBe(true);
  });

  const tampering: [string, string, (at: (path: string) => string) => void][] = [
    ['DIGEST_MISMATCH', 'a changed tool', (at) => appendFileSync(at('slugify/versions/1.0.0/tool.ts'), '\n')],
    ['DIGEST_MISMATCH', 'a changed object', (at) => writeFileSync(at(replyObject), 'another reply')],
    ['OBJECT_MISSING', 'a deleted object', (at) => rmSync(at(replyObject))],
    [
      'DIGEST_MISMATCH',
      'two swapped files',
      (at) => swap(at('slugify/versions/1.0.0/policy.json'), at('slugify/versions/1.0.0/results.json')),
    ],
    [
      'DIGEST_MISMATCH',
      'two swapped versions',
      (at) => swap(at('slugify/versions/1.0.0'), at('slugify/versions/1.0.1')),
    ],
    ['HEAD_NOT_LOGGED', 'an edited head', (at) => edit(at('slugify/metadata.json'), '"pass"', '"deferred"')],
    ['HEAD_MISSING', 'a deleted head', (at) => rmSync(at('slugify/metadata.json'))],
    ['HEAD_MISSING', 'a deleted tool', (at) => rmSync(at('slugify'), { recursive: true })],
    ['HEAD_ROLLED_BACK', 'two swapped tools', (at) => swap(at('slugify'), at('other'))],
    ['VERSION_MISSING', 'a deleted version', (at) => rmSync(at('slugify/versions/1.0.1'), { recursive: true })],
    ['FILE_MISSING', 'deleted tests', (at) => rmSync(at('slugify/versions/1.0.1/tests'), { recursive: true })],
    ['FILE_EXTRA', 'a file beside the tool', (at) => writeFileSync(at('slugify/versions/1.0.1/tool.js'), '')],
    [
      'FILE_EXTRA',
      'a file whose name differs in case',
      (at) => writeFileSync(at('slugify/versions/1.0.1/TOOL.ts'), ''),
    ],
    [
      'FILE_EXTRA',
      'a file beside the tests',
      (at) => writeFileSync(at('slugify/versions/1.0.1/tests/conftest.py'), ''),
    ],
    [
      'FILE_EXTRA',
      'a version the head does not name',
      (at) => cpSync(at('slugify/versions/1.0.1'), at('slugify/versions/1.0.2'), { recursive: true }),
    ],
    [
      'FILE_EXTRA',
      'a tool the log does not know',
      (at) => cpSync(at('slugify/versions'), at('stranger/versions'), { recursive: true }),
    ],
    [
      'HEAD_NOT_LOGGED',
      'a tool with a head the log does not know',
      (at) => {
        mkdirSync(at('stranger'));
        writeFileSync(at('stranger/metadata.json'), '{}');
      },
    ],
    ['FILE_EXTRA', 'a file in a tool folder', (at) => writeFileSync(at('slugify/install.sh'), '')],
    ['FILE_EXTRA', 'a file in the registry', (at) => writeFileSync(at('README'), '')],
    ['FILE_EXTRA', 'a tool folder in capitals', (at) => mkdirSync(at('Slugify'))],
    ['FILE_EXTRA', 'a file among the objects', (at) => writeFileSync(at('.objects/sha256/zz'), '')],
    ['FILE_EXTRA', 'a second log', (at) => writeFileSync(at('.log/events-2.jsonl'), '')],
    ['FILE_REFUSED', 'a linked tool folder', (at) => relink(at('slugify'))],
    ['FILE_REFUSED', 'a linked version', (at) => relink(at('slugify/versions/1.0.0'))],
    ['FILE_REFUSED', 'a linked file', (at) => relink(at('slugify/versions/1.0.0/tool.ts'))],
    ['FILE_REFUSED', 'a linked tests folder', (at) => relink(at('slugify/versions/1.0.0/tests'))],
    ['FILE_REFUSED', 'a linked head', (at) => relink(at('slugify/metadata.json'))],
    ['FILE_REFUSED', 'a linked log', (at) => relink(at('.log/events.jsonl'))],
    ['FILE_REFUSED', 'a linked object', (at) => relink(at(replyObject))],
    [
      'FILE_REFUSED',
      'a folder in place of a file',
      (at) => {
        rmSync(at('slugify/versions/1.0.0/tool.ts'));
        mkdirSync(at('slugify/versions/1.0.0/tool.ts'));
      },
    ],
    [
      'FILE_REFUSED',
      'an oversize file',
      (at) => writeFileSync(at('slugify/versions/1.0.0/tool.ts'), Buffer.alloc(1024 * 1024 + 1)),
    ],
    ['FORMAT_DAMAGED', 'another FORMAT', (at) => writeFileSync(at('FORMAT'), '{}')],
    ['LOG_BROKEN', 'a removed log line', (at) => editLines(at('.log/events.jsonl'), (lines) => lines.toSpliced(1, 1))],
    ['LOG_BROKEN', 'reordered log lines', (at) => editLines(at('.log/events.jsonl'), ([a, b, c]) => [b!, a!, c!])],
    ['LOG_BROKEN', 'a doubled log line', (at) => editLines(at('.log/events.jsonl'), ([a, b, c]) => [a!, b!, b!, c!])],
    [
      'LOG_BROKEN',
      'a log line with a space more',
      (at) => editLines(at('.log/events.jsonl'), ([a, b, c]) => [a!, `${b} `, c!]),
    ],
    ['LOG_TORN', 'a torn log line', (at) => appendFileSync(at('.log/events.jsonl'), '{"at":"2026')],
    [
      'HEAD_MISSING',
      'a cut log and a deleted tool of the lines left',
      (at) => {
        rmSync(at('slugify'), { recursive: true });
        editLines(at('.log/events.jsonl'), (lines) => lines.slice(0, 2));
      },
    ],
    ['HEAD_NOT_LOGGED', 'a cut log', (at) => editLines(at('.log/events.jsonl'), (lines) => lines.slice(0, 1))],
    ['HEAD_NOT_LOGGED', 'a deleted log', (at) => rmSync(at('.log'), { recursive: true })],
  ];

  it.each(tampering)('says %s for %s', async (code, _, tamper) => {
    const { directory, registry } = await smallRegistry();
    tamper((path) => join(directory, path));
    const { ok, problems } = await registry.verify();
    expect(ok).toBe(false);
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  it('says HEAD_ROLLED_BACK for the head of an older version, also when that version was removed', async () => {
    const directory = scratchDirectory();
    const registry = await openRegistry(directory);
    await registry.admit(sampleAdmission());
    const old = readFileSync(join(directory, 'slugify/metadata.json'));
    await registry.admit(sampleAdmission({}, sampleSpec({ description: 'Fixed.' })));
    writeFileSync(join(directory, 'slugify/metadata.json'), old);
    rmSync(join(directory, 'slugify/versions/1.0.1'), { recursive: true });
    const { problems } = await registry.verify();
    expect(problems).toEqual([expect.objectContaining({ toolId: 'slugify', code: 'HEAD_ROLLED_BACK' })]);
    await expect(registry.loadTool('slugify')).rejects.toMatchObject({ code: 'INTEGRITY_FAILED' });
  });

  it('checks one tool, and leaves the damage of others to others', async () => {
    const { directory, registry } = await smallRegistry();
    appendFileSync(join(directory, 'other/versions/1.0.0/tool.py'), '\n');
    expect((await registry.verify('slugify')).ok).toBe(true);
    expect((await registry.verify('other')).ok).toBe(false);
  });

  it('counts an object that nothing names, and reports one whose name is not its digest', async () => {
    const { directory, registry } = await smallRegistry();
    const sha256 = sha256Hex('left over');
    mkdirSync(join(directory, '.objects/sha256', sha256.slice(0, 2)));
    const file = join(directory, '.objects/sha256', sha256.slice(0, 2), sha256.slice(2));
    writeFileSync(file, 'left over');
    expect(await registry.verify()).toMatchObject({ ok: true, unreferencedObjects: 1 });
    writeFileSync(file, 'left oven');
    expect((await registry.verify()).problems).toEqual([expect.objectContaining({ code: 'DIGEST_MISMATCH' })]);
  });

  it('throws for an id that is none and for a tool that nobody knows', async () => {
    const { registry } = await smallRegistry();
    await expect(registry.verify('../x')).rejects.toMatchObject({ code: 'INVALID_TOOL_ID' });
    await expect(registry.verify('unknown')).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' });
  });
});

function swap(left: string, right: string): void {
  renameSync(left, `${left}.swap`);
  renameSync(right, left);
  renameSync(`${left}.swap`, right);
}

function edit(file: string, from: string, to: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

function editLines(file: string, change: (lines: string[]) => string[]): void {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  writeFileSync(
    file,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** The same content behind a link: only the link is wrong. */
function relink(path: string): void {
  const target = join(path, '..', '..', `moved-${sha256Hex(path).slice(0, 8)}`);
  renameSync(path, target);
  symlinkSync(target, path);
}
