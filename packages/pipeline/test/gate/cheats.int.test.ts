import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { verdictSchema } from '../../src/core/report-schema.ts';
import { fixtureDirectory, listFixtures, loadFixture } from './load-fixture.ts';
import { createJury, type Jury } from './jury.ts';

const expectedSchema = z.strictObject({
  verdict: verdictSchema.exclude(['pass']),
  finding: z.string(),
  limits: z.record(z.string(), z.number()).optional(),
});
const cheats = listFixtures('cheats').map((name) => {
  const text = readFileSync(join(fixtureDirectory, 'cheats', name, 'expected.json'), 'utf8');
  return { name, expected: expectedSchema.parse(JSON.parse(text)) };
});
const controls = ['honest', ...listFixtures('controls').map((name) => join('controls', name))];
let jury: Jury;

// All of them in one job, two at a time: cheats and controls meet the same gate on the same load.
beforeAll(async () => {
  jury = await createJury();
  await jury.judgeAll([
    ...controls.map((name) => ({ name, files: loadFixture(name) })),
    ...cheats.map(({ name, expected: { limits } }) => ({
      name,
      files: loadFixture('honest', join('cheats', name)),
      policy: limits === undefined ? {} : { limits },
    })),
  ]);
}, 900_000);

it('has a corpus that is worth the name', () => {
  expect(cheats.length).toBeGreaterThanOrEqual(60);
  expect(controls.length).toBeGreaterThanOrEqual(15);
});

describe('honest controls', () => {
  it.each(controls)('%s passes', (name) => {
    const { verdict, findings } = jury.reportOf(name);
    expect(findings.filter(({ effect }) => effect !== 'none')).toEqual([]);
    expect(verdict).toBe('pass');
  });
});

describe('cheats', () => {
  it.each(cheats)('$name is refused for the expected reason', ({ name, expected }) => {
    const { verdict, findings } = jury.reportOf(name);
    expect(findings.map(({ id }) => id)).toContain(expected.finding);
    expect(verdict).toBe(expected.verdict);
  });
});
