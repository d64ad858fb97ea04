import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { authorSample, sampleSources } from '../scripts/author-sample.ts';
import { composeGate } from '../src/compose/compose-gate.ts';
import { sampleNames } from '../src/compose/compose-model.ts';
import { transcriptsDirectory } from '../src/package-files.ts';

vi.setConfig({ testTimeout: 180_000 });

const sources = join(transcriptsDirectory, 'sources');
const gate = composeGate({});

describe('the bundled transcripts', () => {
  it('are those that have sources', () => {
    expect(sampleNames()).toStrictEqual(sampleSources(sources));
  });

  it.each(sampleNames())('%s is what its sources give with the real gate, byte for byte, every time', async (name) => {
    const stored = readFileSync(join(transcriptsDirectory, `${name}.ndjson`), 'utf8');
    for (const _ of ['once', 'again']) {
      const authored = await authorSample(name, join(sources, name), (files) => gate.judge(files));
      expect(authored.transcript).toBe(stored);
      expect([authored.outcome.status, authored.unused]).toStrictEqual([authored.expectedStatus, 0]);
    }
  });
});
