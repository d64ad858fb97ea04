import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkCandidateFiles } from '../../src/gate/check-candidate.ts';
import { verdictSchema } from '../../src/core/report-schema.ts';
import { prepareToolchain } from '../../src/toolchain/prepare-toolchain.ts';
import type { Toolchain } from '../../src/toolchain/toolchain-schema.ts';
import { createBwrapSandbox } from '../bwrap-sandbox.ts';
import { fixtureDirectory, listFixtures, loadFixture } from './load-fixture.ts';

const expectedSchema = z.strictObject({ verdict: verdictSchema.exclude(['pass']), finding: z.string() });
const sandbox = createBwrapSandbox();
let toolchain: Toolchain;

beforeAll(async () => {
  toolchain = await prepareToolchain();
});

describe('honest controls', () => {
  it.each(listFixtures('controls'))('%s passes', async (name) => {
    const report = await checkCandidateFiles(loadFixture(join('controls', name)), { sandbox, toolchain });
    expect(report.findings.filter(({ effect }) => effect !== 'none')).toEqual([]);
    expect(report.verdict).toBe('pass');
  });
});

describe('cheats', () => {
  it.each(listFixtures('cheats'))('%s is refused for the expected reason', async (name) => {
    const expected = expectedSchema.parse(
      JSON.parse(readFileSync(join(fixtureDirectory, 'cheats', name, 'expected.json'), 'utf8')),
    );
    const files = loadFixture('honest', join('cheats', name));
    const report = await checkCandidateFiles(files, { sandbox, toolchain, policy: { limits: { testsMs: 12_000 } } });
    expect(report.findings.map(({ id }) => id)).toContain(expected.finding);
    expect(report.verdict).toBe(expected.verdict);
  });
});
