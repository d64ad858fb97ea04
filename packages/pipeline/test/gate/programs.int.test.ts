import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { listFixtures, loadFixture } from './load-fixture.ts';
import { createJury, type Jury } from './jury.ts';

const programs = listFixtures('programs');
let jury: Jury;

beforeAll(async () => {
  jury = await createJury();
  await jury.judgeAll(
    programs.map((name) => ({ name, files: loadFixture(join('programs', name)), policy: 'external' })),
  );
}, 900_000);

it('has programs of many shapes', () => {
  expect(programs.length).toBeGreaterThanOrEqual(30);
});

describe('a correct program in the style of somebody else', () => {
  it.each(programs)('%s never fails', (name) => {
    const { verdict, findings } = jury.reportOf(name);
    expect(findings.filter(({ effect }) => effect === 'fail')).toEqual([]);
    expect(['pass', 'deferred']).toContain(verdict);
  });
});
