import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';
import { scratchDirectory, scratchParent } from './scratch-directory.ts';

const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url));

interface ChildEnd {
  readonly signal: string | null;
  readonly stdout: string;
}

// Hundreds of children run the same code: compile it once.
const compileCache = mkdtempSync(join(scratchParent(), 'registry-compile-'));
const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
afterAll(() => rmSync(compileCache, { recursive: true, force: true }));

/** Runs the admitting child; resolves however it ends. */
function admitInChild(directory: string, description: string, dieBefore: number, manner: string): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const argv = ['--conditions=@machinist/source', child, directory, description, String(dieBefore), manner];
    execFile(process.execPath, argv, { env }, (error, stdout, stderr) => {
      const signal = error?.signal ?? null;
      if (error !== null && signal === null) reject(new Error(`the child failed by itself: ${stderr}`));
      else resolve({ signal, stdout });
    });
  });
}

function copyOf(source: string): string {
  const directory = scratchDirectory();
  cpSync(source, directory, { recursive: true });
  return directory;
}

/** Places to die before: every change. A sync is none: what a process wrote outlives the process without it. */
function changesIn(names: readonly string[]): number[] {
  return names.flatMap((name, index) => (name.startsWith('fsync ') ? [] : [index + 1]));
}

/** What must be true after a kill at any point: the versions are the old ones or the old ones and one more. */
async function expectOldOrNew(directory: string, oldVersions: readonly string[], newVersion: string): Promise<boolean> {
  const registry = await openRegistry(directory);
  const verification = await registry.verify();
  expect(verification.problems).toEqual([]);
  const { tools, unreadable } = await registry.list();
  expect(unreadable).toEqual([]);
  const versions = Object.keys(tools[0]?.versions ?? {});
  const isNew = versions.includes(newVersion);
  expect(versions).toEqual(isNew ? [...oldVersions, newVersion] : oldVersions);
  const staging = join(directory, '.staging');
  expect(existsSync(staging) ? readdirSync(staging) : []).toEqual([]);
  const loadable = await Promise.all(versions.map((version) => registry.loadTool('slugify', version)));
  expect(loadable.map(({ version }) => version)).toEqual(versions);

  // Life goes on without a hand being lifted: the same admission again, then another one.
  const again = await registry.admit(sampleAdmission({}, sampleSpec({ description: 'new' })));
  expect(again).toMatchObject({ status: isNew ? 'unchanged' : 'admitted', version: newVersion });
  const next = await registry.admit(sampleAdmission({}, sampleSpec({ description: 'newer still' })));
  expect(next.status).toBe('admitted');
  expect((await registry.verify()).problems).toEqual([]);
  return isNew;
}

const wholeRunSchema = z.object({
  writes: z.array(z.int()),
  names: z.array(z.string()),
  version: z.string(),
});

const scenarios = [
  { name: 'the first admission of a registry', oldVersions: [], newVersion: '1.0.0' },
  { name: 'a later version', oldVersions: ['1.0.0'], newVersion: '1.0.1' },
] as const;

describe.each(scenarios)('kill -9 in $name', ({ oldVersions, newVersion }) => {
  it(
    'before or in the middle of every change to the disk leaves old or new, and the next opening recovers',
    {
      timeout: 600_000,
    },
    async () => {
      const template = scratchDirectory();
      mkdirSync(template);
      if (oldVersions.length > 0) {
        const registry = await openRegistry(template);
        await registry.admit(sampleAdmission({}, sampleSpec({ description: 'old' })));
      }
      const whole = await admitInChild(copyOf(template), 'new', 0, 'before');
      const { names, writes, version } = wholeRunSchema.parse(JSON.parse(whole.stdout));
      expect(version).toBe(newVersion);
      expect(names.length).toBeGreaterThan(40);
      const points = [
        ...changesIn(names).map((place) => ({ place, manner: 'before' })),
        ...writes.map((place) => ({ place, manner: 'torn' })),
      ].map((point) => ({ ...point, directory: copyOf(template) }));

      const outcomes = new Map<string, boolean>();
      let unfinished = 0;
      const lanes = [0, 1, 2].map(async (lane) => {
        for (const { place, manner, directory } of points.filter((_, index) => index % 3 === lane)) {
          const openedBefore = await openRegistry(directory);
          const end = await admitInChild(directory, 'new', place, manner);
          expect(end.signal).toBe('SIGKILL');
          const { problems } = await openedBefore.verify();
          if (problems.length > 0) unfinished += 1;
          const versions = (await openedBefore.list()).tools.flatMap((tool) => Object.keys(tool.versions));
          for (const known of versions) expect((await openedBefore.loadTool('slugify', known)).version).toBe(known);
          outcomes.set(`${manner} ${place}`, await expectOldOrNew(directory, oldVersions, newVersion));
        }
      });
      await Promise.all(lanes);
      // Negative controls: kills early leave the old state, kills late the new one, and some leave work to recovery.
      expect(outcomes.get('before 1')).toBe(false);
      expect(outcomes.get(`before ${names.length}`)).toBe(true);
      expect(unfinished).toBeGreaterThan(5);
    },
  );
});

describe('kill -9 in a yank', () => {
  it(
    'before or in the middle of every change to the disk leaves it done or not done, and the next opening recovers',
    {
      timeout: 600_000,
    },
    async () => {
      const template = scratchDirectory();
      const registry = await openRegistry(template);
      await registry.admit(sampleAdmission());
      await registry.admit(sampleAdmission({}, sampleSpec({ description: 'second' })));
      const whole = await admitInChild(copyOf(template), 'yank', 0, 'before');
      const { names, writes, version } = wholeRunSchema.parse(JSON.parse(whole.stdout));
      expect(version).toBe('1.0.0');
      const latest: string[] = [];
      for (const manner of ['before', 'torn']) {
        for (const place of manner === 'torn' ? writes : changesIn(names)) {
          const directory = copyOf(template);
          expect((await admitInChild(directory, 'yank', place, manner)).signal).toBe('SIGKILL');
          const reopened = await openRegistry(directory);
          expect((await reopened.verify()).problems).toEqual([]);
          const { head } = await reopened.show('slugify');
          expect(Object.keys(head.versions)).toEqual(['1.0.0', '1.0.1']);
          latest.push(head.latest);
          expect((await reopened.yank('slugify', '1.0.1', 'why')).latest).toBe('1.0.0');
          expect((await reopened.verify()).problems).toEqual([]);
        }
      }
      expect(new Set(latest)).toEqual(new Set(['1.0.0', '1.0.1']));
    },
  );
});

describe('kill -9 in the recovery from a kill', () => {
  it.each([
    ['the intent is written', 'mkdir slugify'],
    ['the version folder is in place', 'fsync slugify/versions'],
    ['the event is staged', 'create .log/events.jsonl'],
    ['the event is logged', 'rename slugify/metadata.json'],
  ])('once %s, at every change, still leaves old or new', { timeout: 600_000 }, async (_, next) => {
    const template = scratchDirectory();
    await (await openRegistry(template)).admit(sampleAdmission({}, sampleSpec({ description: 'old' })));
    const whole = await admitInChild(copyOf(template), 'new', 0, 'before');
    const place = wholeRunSchema.parse(JSON.parse(whole.stdout)).names.indexOf(next) + 1;
    expect(place).toBeGreaterThan(10);
    const killed = copyOf(template);
    expect((await admitInChild(killed, 'new', place, 'before')).signal).toBe('SIGKILL');

    const recovery = await admitInChild(copyOf(killed), 'open', 0, 'before');
    const { names } = wholeRunSchema.parse(JSON.parse(recovery.stdout));
    expect(names.length).toBeGreaterThan(5);
    for (const step of changesIn(names)) {
      const directory = copyOf(killed);
      expect((await admitInChild(directory, 'open', step, 'before')).signal).toBe('SIGKILL');
      const isNew = await expectOldOrNew(directory, ['1.0.0'], '1.0.1');
      expect(isNew).toBe(next.startsWith('rename'));
    }
  });
});
