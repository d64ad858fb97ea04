import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

describe('examples/forge-with-scripted-model.ts', () => {
  it('forges, repairs once and prints what happened', async () => {
    const program = fileURLToPath(new URL('../../examples/forge-with-scripted-model.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@machinist/source', program]);
    expect(stdout).toBe(
      [
        'passed spec.json tool.ts tests/unit.test.ts tests/property.test.ts tests/abuse.test.ts',
        'round 0: fail',
        'round 1: pass',
        'signature examples code tests-unit tests-property tests-abuse repair',
        '',
      ].join('\n'),
    );
  });
});
