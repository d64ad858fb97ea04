// What the gate for Python costs over a bare `pytest` run of the same tests, in one run.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkCandidate, findPython, type GateReport, prepareToolchain } from '../packages/pipeline/src/index.ts';
import { startSandboxed } from '../packages/sandbox-bwrap/src/index.ts';
import { measurePaired, type PairedRow } from './paired.ts';

const runFile = promisify(execFile);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 7);
const limits = { withoutMutation: 3, withMutationMs: 3000, mutants: 75 };
const samples = join(import.meta.dirname, '..', 'packages', 'pipeline', 'test', 'fixtures', 'gate-python');
// The last one has about 75 mutants.
const names = ['honest', 'controls/pad-text', 'controls/days-between', 'controls/median', 'controls/calculate'];
const python = await findPython();
const toolchain = await prepareToolchain({ language: 'python' });
const work = mkdtempSync(join(tmpdir(), 'machinist-bench-'));

async function check(directory: string, mutation: boolean): Promise<GateReport> {
  const report = await checkCandidate(directory, {
    sandbox: { start: startSandboxed },
    toolchain,
    policy: { mutation: { run: mutation } },
  });
  const bad = report.findings.filter(({ effect }) => effect !== 'none');
  if (bad.length > 0) throw new Error(`${directory}: ${JSON.stringify(bad[0])}`);
  return report;
}

interface SampleResult {
  readonly name: string;
  readonly rows: readonly PairedRow[];
  readonly mutants: number;
}

async function measureSample(name: string): Promise<SampleResult> {
  const directory = join(samples, name);
  const bare = join(work, name.replace('/', '-'));
  cpSync(directory, bare, { recursive: true });
  const { mutation } = await check(directory, true);
  if (mutation.status !== 'measured') throw new Error(`${name}: ${mutation.reason}`);
  const pytest = ['-m', 'pytest', '-q', 'tests'];
  const env = { ...process.env, PYTHONPATH: bare };
  const rows = await measurePaired(
    [
      { name: 'pytest', run: () => runFile(python.path, pytest, { cwd: bare, env }) },
      { name: 'gate without mutation', run: () => check(directory, false) },
      { name: 'gate', run: () => check(directory, true) },
    ],
    rounds,
    1,
  );
  return { name, rows, mutants: mutation.killed + mutation.survived };
}

const results: SampleResult[] = [];
try {
  for (const name of names) results.push(await measureSample(name));
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`gate for Python against a bare pytest run, paired medians of ${rounds} rounds`);
for (const { name, rows, mutants } of results) {
  const shown = rows.map((row) => `${row.name} ${row.medianMs.toFixed(0)} ms (${row.ratio.toFixed(2)}x)`);
  console.log(`  ${name.padEnd(24)} ${String(mutants).padStart(3)} mutants  ${shown.join('   ')}`);
}
const ratios = results.map(({ rows }) => rows[1]?.ratio ?? Number.NaN).toSorted((left, right) => left - right);
const withoutMutation = ratios[Math.floor(ratios.length / 2)] ?? Number.NaN;
const large = results.at(-1);
const withMutationMs = large?.rows[2]?.medianMs ?? Number.NaN;
const verdicts: readonly (readonly [string, string, boolean])[] = [
  [
    'without mutation',
    `${withoutMutation.toFixed(2)}x, limit ${limits.withoutMutation.toFixed(2)}x`,
    withoutMutation <= limits.withoutMutation,
  ],
  [
    `with ${large?.mutants ?? 0} mutants`,
    `${withMutationMs.toFixed(0)} ms (${(large?.rows[2]?.ratio ?? Number.NaN).toFixed(2)}x), limit ${limits.withMutationMs} ms`,
    withMutationMs <= limits.withMutationMs,
  ],
];
for (const [name, value, passed] of verdicts) console.log(`  ${name.padEnd(18)} ${value}  ${passed ? 'PASS' : 'FAIL'}`);
process.exit(verdicts.every(([, , passed]) => passed) ? 0 : 1);
