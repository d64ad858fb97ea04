import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkCandidateFiles } from '../../../src/gate/check-candidate.ts';
import { prepareToolchain } from '../../../src/toolchain/prepare-toolchain.ts';
import type { Toolchain } from '../../../src/toolchain/toolchain-schema.ts';
import { createBwrapSandbox } from '../../bwrap-sandbox.ts';
import { loadPythonFixture, pythonFixtures } from './load-python-fixture.ts';

const sandbox = createBwrapSandbox();
const controls = ['honest', ...readdirSync(join(pythonFixtures, 'controls')).map((name) => join('controls', name))];
let toolchain: Toolchain;

beforeAll(async () => {
  toolchain = await prepareToolchain({ language: 'python' });
});

describe('honest Python candidates', () => {
  it('are at least ten', () => {
    expect(controls.length).toBeGreaterThanOrEqual(10);
  });

  it.each(controls)('%s passes', async (name) => {
    const report = await checkCandidateFiles(loadPythonFixture(name), { sandbox, toolchain });
    expect(report.findings.filter(({ effect }) => effect !== 'none')).toEqual([]);
    expect(report.verdict).toBe('pass');
  });
});
