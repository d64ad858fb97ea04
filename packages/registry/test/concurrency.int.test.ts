import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

const child = fileURLToPath(new URL('./admit-child.ts', import.meta.url));
const outcomeSchema = z.object({
  toolId: z.string(),
  description: z.string(),
  version: z.string(),
  status: z.string(),
});

function toolIdOf(writer: number): string {
  return writer % 2 === 0 ? 'same' : `tool-${writer}`;
}

/** The admissions that were acknowledged; a last line cut by a kill is none. */
function parseLines(stdout: string) {
  const lines = stdout.split('\n').slice(0, -1);
  return lines.map((line) => outcomeSchema.parse(JSON.parse(line)));
}

async function admitInProcess(directory: string, toolId: string, writer: string, count: number) {
  const argv = ['--conditions=@machinist/source', child, directory, toolId, writer, String(count)];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return parseLines(stdout);
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

describe('processes killed at any moment while others go on', () => {
  it('lose no acknowledged admission and hold nobody up', { timeout: 300_000 }, async () => {
    const directory = scratchDirectory();
    await (await openRegistry(directory)).admit(sampleAdmission());
    const acknowledged: z.infer<typeof outcomeSchema>[] = [];
    const lanes = [0, 1, 2, 3].map(async (lane) => {
      for (let round = 0; round < 5; round += 1) {
        const argv = [
          '--conditions=@machinist/source',
          child,
          directory,
          lane < 3 ? 'same' : 'other',
          `${lane}.${round}`,
          '1000',
        ];
        const writer = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
        let stdout = '';
        writer.stdout.setEncoding('utf8').on('data', (text: string) => {
          stdout += text;
        });
        await once(writer.stdout, 'data');
        await sleep(Math.random() * 100);
        writer.kill('SIGKILL');
        await once(writer, 'close');
        acknowledged.push(...parseLines(stdout));
      }
    });
    await Promise.all(lanes);

    const registry = await openRegistry(directory);
    expect((await registry.verify()).problems).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(19);
    for (const { toolId, version, description } of acknowledged) {
      expect((await registry.loadTool(toolId, version)).spec).toMatchObject({ description });
    }
    expect((await registry.admit(sampleAdmission({}, sampleSpec({ name: 'same' })))).status).toBe('admitted');
    expect(readdirSync(join(directory, '.staging'))).toEqual([]);
    expect(readdirSync(join(directory, '.locks')).filter((name) => name.includes('claim'))).toEqual([]);
  });
});
