// Fuzzed policies against real sandboxes, for as many as asked: `node --conditions=@machinist/source fuzz-policies.ts [RUNS] [SEED]`.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { checkPolicy } from '../../test/fuzz/check-policy.ts';
import { validPolicies } from '../../test/fuzz/policies.ts';

const numRuns = Number(process.argv[2] ?? 2000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const canary = mkdtempSync(join(tmpdir(), 'sandbox-fuzz-'));
chmodSync(canary, 0o755);
writeFileSync(join(canary, 'file'), 'x');
const codes: Record<string, number> = {};

const outcome = await fc.check(
  fc.asyncProperty(validPolicies(['/usr/share', '/etc/hostname', join(canary, 'file')]), async (policy) => {
    const { problems, code } = await checkPolicy(policy, canary);
    codes[code] = (codes[code] ?? 0) + 1;
    return problems.length === 0;
  }),
  { numRuns, seed },
);
rmSync(canary, { recursive: true, force: true });
console.log(
  JSON.stringify({
    runs: outcome.numRuns,
    seed,
    codes,
    counterexample: outcome.counterexample,
    verdict: outcome.failed ? 'FAIL' : 'PASS',
  }),
);
process.exitCode = outcome.failed ? 1 : 0;
