import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { machinist, temporaryFolder } from '../machinist.ts';

vi.setConfig({ testTimeout: 180_000 });

describe('a Python tool', () => {
  it('is forged from the bundled transcript through the gate into the registry, checked again, and called', async () => {
    const cwd = temporaryFolder();
    const forged = await machinist(['forge', '--model', 'sample:to-roman', '--lang', 'py', '--yes', '--out', 'made'], {
      cwd,
    });
    expect([forged.exitCode, forged.stderr]).toStrictEqual([0, expect.any(String)]);
    expect(readdirSync(join(cwd, 'made'))).toEqual(expect.arrayContaining(['spec.json', 'tool.py', 'tests']));
    const checked = await machinist(['check', 'made'], { cwd });
    expect(checked.exitCode).toBe(0);
    const called = await machinist(['registry', 'run', 'to-roman', '{"amount": 1994}'], { cwd });
    expect([called.exitCode, called.stdout]).toStrictEqual([0, '"MCMXCIV"\n']);
    const refused = await machinist(['registry', 'run', 'to-roman', '{"amount": 0}'], { cwd });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('the tool failed: OUT_OF_RANGE: 0 has no Roman numeral');
  });

  it('is promoted from a folder that anybody wrote, and not judged where its interpreter is missing', async () => {
    const cwd = temporaryFolder();
    await machinist(['forge', '--model', 'sample:to-roman', '--lang', 'py', '--yes', '--out', 'made'], { cwd });
    const other = { MACHINIST_REGISTRY: join(cwd, 'other') };
    const without = await machinist(['check', 'made'], { cwd, env: { MACHINIST_PYTHON: '/nowhere/python3' } });
    expect(without.exitCode).toBe(69);
    expect(without.stderr).toContain('/nowhere/python3 does not run');
    const promoted = await machinist(['promote', 'made'], { cwd, env: other });
    expect(promoted.exitCode).toBe(0);
    expect(existsSync(join(cwd, 'other', 'to-roman', 'metadata.json'))).toBe(true);
  });
});
