// What the sandbox costs over its own Bubblewrap call, and beside sandbox-runtime. The arms are defined in README.md.
import { runSandboxed } from '../packages/sandbox-bwrap/src/index.ts';
import { measurePaired, printRows } from './paired.ts';
import type { Contender } from './paired.ts';
import { runIdenticalCall } from './sandbox/identical-call.ts';
import { openSandboxRuntime } from './sandbox/sandbox-runtime.ts';

const command = ['/bin/true'];
const rounds = 150;
/** Long enough for what an arm leaves to the background to be over before the next is timed. */
const pauseMs = 12;
const core = { memoryBytes: null, pids: null };

async function expectExit(policy: typeof core | undefined): Promise<void> {
  const { status, launchError } = await runSandboxed({ command, ...(policy === undefined ? {} : { policy }) });
  if (status !== 'exit') throw new Error(`the sandbox ended with ${status}: ${launchError ?? ''}`);
}

const twice = ({ name, run }: Contender): Contender => ({
  name: `${name}, two at once`,
  run: () => Promise.all([run(), run()]),
});

const floor = { name: 'the identical bwrap call', run: () => runIdenticalCall({ command, policy: core }) };
const withoutGroups = { name: 'runSandboxed, no cgroups', run: () => expectExit(core) };
const complete = { name: 'runSandboxed, default policy, fresh cgroups', run: () => expectExit(undefined) };

const single = await measurePaired([floor, withoutGroups, complete], rounds, 10, pauseMs);
const double = await measurePaired([twice(floor), twice(withoutGroups), twice(complete)], rounds, 10, pauseMs);
printRows(`sandbox launch, paired medians of ${rounds} rounds`, [...single, ...double]);

const limits = [
  { row: single[1], limit: 1.1 },
  { row: single[2], limit: 1.3 },
  { row: double[1], limit: 1.25 },
  { row: double[2], limit: Number.POSITIVE_INFINITY },
];
let failed = false;
for (const { row, limit } of limits) {
  if (row === undefined || !Number.isFinite(limit)) continue;
  const passed = row.ratio <= limit;
  failed ||= !passed;
  console.log(`  ${passed ? 'PASS' : 'FAIL'}  ${row.name}: ${row.ratio.toFixed(2)}x, at most ${limit.toFixed(2)}x`);
}

const runtime = await openSandboxRuntime();
if (typeof runtime === 'string') {
  console.log(`  (sandbox-runtime was not measured: ${runtime})`);
} else {
  const peer = { name: runtime.name, run: () => runtime.run('/bin/true') };
  const [, row] = await measurePaired([complete, peer], 100, 5, pauseMs);
  await runtime.close();
  if (row === undefined) throw new Error('the peer was not measured');
  const passed = row.ratio >= 4;
  failed ||= !passed;
  console.log(
    `  ${passed ? 'PASS' : 'FAIL'}  ${row.name} takes ${row.ratio.toFixed(2)}x of runSandboxed, at least 4.00x`,
  );
}

// The peer leaves servers open.
process.exit(failed ? 1 : 0);
