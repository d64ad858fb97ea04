import { beforeAll, describe, expect, it } from 'vitest';
import { checkCandidateFiles } from '../../../src/gate/check-candidate.ts';
import { prepareToolchain } from '../../../src/toolchain/prepare-toolchain.ts';
import type { Toolchain } from '../../../src/toolchain/toolchain-schema.ts';
import { createBwrapSandbox } from '../../bwrap-sandbox.ts';
import { listCheats, loadCheat } from './load-python-fixture.ts';

const sandbox = createBwrapSandbox();
let toolchain: Toolchain;

beforeAll(async () => {
  toolchain = await prepareToolchain({ language: 'python' });
});

describe('Python cheats', () => {
  it.each(listCheats())('%s is refused for the expected reason', async (name) => {
    const { files, verdict, findings } = loadCheat(name);
    const limits = { callMs: 2500, testsMs: 8000 };
    const report = await checkCandidateFiles(files, { sandbox, toolchain, policy: { limits } });
    const told = report.findings.map(({ id }) => id);
    expect(told).toEqual(expect.arrayContaining([...findings]));
    expect(report.verdict).toBe(verdict);
  });

  it('are at least forty', () => {
    expect(listCheats().length).toBeGreaterThanOrEqual(40);
  });
});
