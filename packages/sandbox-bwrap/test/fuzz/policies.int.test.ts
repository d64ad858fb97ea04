import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SandboxError } from '../../src/errors.ts';
import { startSandboxed } from '../../src/start-sandboxed.ts';
import { checkPolicy } from './check-policy.ts';
import { invalidEntries, validPolicies } from './policies.ts';

let canary = '';

beforeAll(() => {
  canary = mkdtempSync(join(tmpdir(), 'sandbox-fuzz-'));
  chmodSync(canary, 0o755);
  writeFileSync(join(canary, 'file'), 'x');
});

afterAll(() => rmSync(canary, { recursive: true, force: true }));

it(
  'a valid policy gives a sandbox or a refusal with a code, never a process outside',
  { timeout: 120_000 },
  async () => {
    const policies = validPolicies(['/usr/share', '/etc/hostname', join(canary, 'file')]);
    await fc.assert(
      fc.asyncProperty(policies, async (policy) => {
        const { problems, code } = await checkPolicy(policy, canary);
        expect(problems).toEqual([]);
        expect(code).not.toBe('unknown');
      }),
      { numRuns: 40, seed: 4711 },
    );
  },
);

it('an invalid entry is refused as INVALID_POLICY with its path, whatever stands beside it', () => {
  fc.assert(
    fc.property(invalidEntries, validPolicies(['/usr/share']), ([path, wrong], rest) => {
      const start = (): unknown =>
        startSandboxed({ command: ['/bin/true'], policy: { ...rest, readOnly: [], ...wrong } });
      expect(start).toThrow(SandboxError);
      expect(start).toThrow(
        expect.objectContaining({ code: 'INVALID_POLICY', message: expect.stringContaining(path) }),
      );
    }),
    { numRuns: 300, seed: 4711 },
  );
});

it('the proof would notice a process that is not sandboxed (the control)', async () => {
  const { problems } = await checkPolicy({ readOnly: [{ from: canary, to: canary }] }, canary);
  expect(problems).toEqual(['SEES-THE-HOST']);
});
