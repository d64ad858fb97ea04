// What the gate costs over a bare `vitest run` of the same tests, on five sample tools, in one run.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkCandidate, type GateReport, prepareToolchain } from '../packages/pipeline/src/index.ts';
import { startSandboxed } from '../packages/sandbox-bwrap/src/index.ts';
import { measurePaired, type PairedRow } from './paired.ts';

const runFile = promisify(execFile);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 9);
const limits = { withoutMutation: 1, withMutation: 1.5, perMutantMs: 5 };
const here = dirname(fileURLToPath(import.meta.url));

const names = ['parse-duration', 'roman-numerals', 'csv-line', 'semver-compare', 'word-wrap'];
const pipeline = join(here, '..', 'packages', 'pipeline');
const samples = join(pipeline, 'test', 'fixtures', 'gate-bench');
const toolchain = await prepareToolchain();
const work = mkdtempSync(join(tmpdir(), 'machinist-bench-'));

interface SampleResult {
  readonly name: string;
  readonly rows: readonly PairedRow[];
  readonly mutants: number;
}

const check = async (directory: string, mutation: boolean): Promise<GateReport> => {
  const report = await checkCandidate(directory, {
    sandbox: { start: startSandboxed },
    toolchain,
    policy: { mutation: { run: mutation } },
  });
  const bad = report.findings.filter(({ effect }) => effect === 'fail');
  if (bad.length > 0) throw new Error(`${directory}: ${JSON.stringify(bad[0])}`);
  return report;
};

async function measureSample(name: string): Promise<SampleResult> {
  const directory = join(samples, name);
  // The same files where vitest finds its packages, with nothing but vitest's own defaults.
  const bare = join(work, name);
  cpSync(directory, bare, { recursive: true });
  symlinkSync(join(pipeline, 'node_modules'), join(bare, 'node_modules'));
  writeFileSync(join(bare, 'package.json'), '{"type":"module","private":true}\n');
  const vitest = join(pipeline, 'node_modules', 'vitest', 'vitest.mjs');
  const { mutation } = await check(directory, true);
  if (mutation.status !== 'measured') throw new Error(`${name}: ${mutation.reason}`);
  const rows = await measurePaired(
    [
      { name: 'vitest run', run: () => runFile(process.execPath, [vitest, 'run', '--root', bare], { cwd: bare }) },
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
console.log(`gate against a bare vitest run, paired medians of ${rounds} rounds`);
for (const { name, rows, mutants } of results) {
  const shown = rows.map((row) => `${row.name} ${row.medianMs.toFixed(0)} ms (${row.ratio.toFixed(2)}x)`);
  console.log(`  ${name.padEnd(16)} ${String(mutants).padStart(4)} mutants  ${shown.join('   ')}`);
}
const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
const column = (read: (result: SampleResult) => number): number => median(results.map(read));
const verdicts = [
  ['without mutation', column(({ rows }) => rows[1]?.ratio ?? Number.NaN), limits.withoutMutation, 'x'],
  ['with mutation', column(({ rows }) => rows[2]?.ratio ?? Number.NaN), limits.withMutation, 'x'],
  [
    'per mutant',
    column(({ rows, mutants }) => ((rows[2]?.medianMs ?? Number.NaN) - (rows[1]?.medianMs ?? Number.NaN)) / mutants),
    limits.perMutantMs,
    ' ms',
  ],
] as const;
let failed = false;
for (const [name, value, limit, unit] of verdicts) {
  const passed = value <= limit;
  failed ||= !passed;
  console.log(
    `  ${name.padEnd(18)} ${value.toFixed(2)}${unit}, limit ${limit.toFixed(2)}${unit}  ${passed ? 'PASS' : 'FAIL'}`,
  );
}
process.exit(failed ? 1 : 0);
