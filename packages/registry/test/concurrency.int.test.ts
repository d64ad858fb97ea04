import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

const child = fileURLToPath(new URL('./admit-child.ts', import.meta.url));
const outcomesSchema = z.array(z.object({ description: z.string(), version: z.string(), status: z.string() }));

function toolIdOf(writer: number): string {
  return writer % 2 === 0 ? 'same' : `tool-${writer}`;
}

async function admitInProcess(directory: string, toolId: string, writer: string, count: number) {
  const argv = ['--conditions=@machinist/source', child, directory, toolId, writer, String(count)];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return outcomesSchema.parse(JSON.parse(stdout)).map((outcome) => ({ toolId, ...outcome }));
}

describe('16 processes admitting at once', () => {
  it(
    'into a new registry, eight to one tool and eight to others, lose nothing and tear nothing',
    { timeout: 300_000 },
    async () => {
      const directory = scratchDirectory();
      const writers = Array.from({ length: 16 }, (_, writer) =>
        admitInProcess(directory, toolIdOf(writer), `w${writer}`, 4),
      );
      const state = { writing: true };
      const torn: unknown[] = [];
      const reader = (async () => {
        let rounds = 0;
        while (state.writing) {
          const registry = await openRegistry(directory, { lockWaitMs: 60_000 });
          const { tools, unreadable } = await registry.list();
          torn.push(...unreadable, ...(await registry.verify()).problems);
          for (const { toolId } of tools)
            torn.push(...((await registry.loadTool(toolId)).toolSource === '' ? [toolId] : []));
          rounds += 1;
          await setImmediate();
        }
        return rounds;
      })();
      const outcomes = (await Promise.all(writers).finally(() => (state.writing = false))).flat();
      expect(await reader).toBeGreaterThan(2);
      expect(torn).toEqual([]);

      expect(outcomes).toHaveLength(64);
      expect(outcomes.every(({ status }) => status === 'admitted')).toBe(true);
      expect(new Set(outcomes.map(({ toolId, version }) => `${toolId}@${version}`)).size).toBe(64);
      const registry = await openRegistry(directory);
      expect(await registry.verify()).toMatchObject({ ok: true, problems: [], checkpoint: { events: 64 } });
      expect((await registry.list()).tools).toHaveLength(9);
      for (const { toolId, version, description } of outcomes) {
        expect((await registry.loadTool(toolId, version)).spec).toMatchObject({ description });
      }
    },
  );

  it('in one process, to one tool: every one is there', async () => {
    const registry = await openRegistry(scratchDirectory(), { lockWaitMs: 60_000 });
    const descriptions = Array.from({ length: 16 }, (_, index) => `version ${index}`);
    await Promise.all(
      descriptions.map((description) => registry.admit(sampleAdmission({}, sampleSpec({ description })))),
    );
    const { head } = await registry.show('slugify');
    expect(Object.keys(head.versions)).toEqual([
      '1.0.0',
      ...Array.from({ length: 15 }, (_, index) => `1.0.${index + 1}`),
    ]);
    expect((await registry.verify()).ok).toBe(true);
  });
});
