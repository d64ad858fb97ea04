// `npm test`: bootstraps, then runs every check and every test. The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

const checks = [
  { title: 'format', command: ['oxfmt', '--check'] },
  { title: 'lint, core purity, file size', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { title: 'core imports stay in core', command: ['node', 'scripts/checks/core-imports.mjs'] },
  { title: 'package boundaries', command: ['turbo', 'boundaries'] },
  { title: 'unused files, exports, dependencies', command: ['knip'] },
  { title: 'the lock file names no host', command: ['node', 'scripts/checks/lockfile-urls.mjs'] },
  { title: 'types', command: ['turbo', 'run', 'typecheck', '--output-logs=errors-only'] },
  { title: 'types of scripts and benchmarks', command: ['tsc', '-p', 'tsconfig.json'] },
  { title: 'packages are publishable', command: ['turbo', 'run', 'lint:package', '--output-logs=errors-only'] },
];

// The demo needs no Python; the tests judge Python tools too.
const { env } = bootstrap({ programs: ['bwrap', 'git', 'openssl', 'python'] });
let passed = 0;
let failed = 0;

for (const { title, command } of checks) {
  const started = performance.now();
  const [program, ...args] = command;
  const outcome = spawnSync(program, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const good = outcome.status === 0;
  console.log(`${good ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
  if (good) passed += 1;
  else {
    failed += 1;
    console.log(`${outcome.stdout ?? ''}${outcome.stderr ?? ''}${outcome.error?.message ?? ''}`);
  }
}

const reportFile = join(root, 'node_modules', '.test-report.json');
rmSync(reportFile, { force: true });
const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${reportFile}`];
const vitest = spawnSync('vitest', ['run', ...reporters, ...process.argv.slice(2)], {
  cwd: root,
  env,
  stdio: 'inherit',
});

if (existsSync(reportFile)) {
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  const skipped = report.numPendingTests + report.numTodoTests;
  passed += report.numPassedTests;
  failed += report.numFailedTests + skipped;
  if (skipped > 0) console.log(`${skipped} tests were skipped; here a skip is a failure.`);
  if (report.numTotalTests === 0) failed += 1;
} else {
  failed += 1;
}
if (vitest.status !== 0 && failed === 0) failed += 1;

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
