// Judges the same candidates again and again, on an idle machine and with both cores busy: what the gate says may not change.
// Run: node --conditions=@machinist/source packages/pipeline/scripts/soak/stability.ts [ROUNDS]
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkCandidate, type GateReport, prepareToolchain } from '../../src/index.ts';
import { createBwrapSandbox } from '../../test/bwrap-sandbox.ts';

const rounds = Number(process.argv[2] ?? 20);
const samples = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'gate-bench');
const toolchain = await prepareToolchain();

/** What must be the same in every run: everything but times. */
function steadyPart({
  verdict,
  findings,
  tests,
  examples,
  canaries,
  coverage,
  mutation,
  determinism,
}: GateReport): string {
  const cases = tests.cases.map((test) => ({ ...test, durationMs: 0 }));
  return JSON.stringify({ verdict, findings, cases, examples, canaries, coverage, mutation, determinism });
}

async function countDifferences(label: string): Promise<number> {
  let different = 0;
  for (const name of readdirSync(samples)) {
    const seen = new Set<string>();
    for (let round = 0; round < rounds; round += 1)
      seen.add(steadyPart(await checkCandidate(join(samples, name), { sandbox: createBwrapSandbox(), toolchain })));
    console.log(
      `${label}  ${name.padEnd(16)} ${rounds} runs, ${seen.size} different ${seen.size === 1 ? 'report' : 'REPORTS'}`,
    );
    different += seen.size - 1;
  }
  return different;
}

let different = await countDifferences('idle');
const busy = [1, 2].map(() => spawn(process.execPath, ['-e', 'for(;;);'], { stdio: 'ignore' }));
try {
  different += await countDifferences('busy');
} finally {
  for (const child of busy) child.kill('SIGKILL');
}
process.exitCode = different === 0 ? 0 : 1;
