// `node --conditions=@machinist/source scripts/soak/python-verdicts.ts`: the same candidates judged again and again, idle and with
// every core loaded. Whatever a person could see of a verdict must be the same each time.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { checkCandidateFiles, type GateReport, prepareToolchain } from '../../src/index.ts';
import { createBwrapSandbox } from '../../test/bwrap-sandbox.ts';
import { loadCheat, loadPythonFixture } from '../../test/languages/python/load-python-fixture.ts';

const repeats = Number(process.env['SOAK_REPEATS'] ?? 20);
const candidates = {
  honest: loadPythonFixture('honest'),
  calculate: loadPythonFixture('controls/calculate'),
  'special-case': loadCheat('code-special-case').files,
  'or-true': loadCheat('test-or-true').files,
};
const sandbox = createBwrapSandbox();
const toolchain = await prepareToolchain({ language: 'python' });

function fingerprint({
  verdict,
  findings,
  tests,
  coverage,
  canaries,
  examples,
  mutation,
  determinism,
}: GateReport): string {
  const cases = tests.cases.map(({ file, name, line, status, message }) => ({ file, name, line, status, message }));
  const seen = { verdict, findings, cases, coverage, canaries, examples, mutation, determinism };
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 16);
}

let differing = 0;
for (const load of ['idle', 'loaded'] as const) {
  const burners =
    load === 'idle'
      ? []
      : Array.from({ length: availableParallelism() }, () =>
          spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
        );
  try {
    for (const [name, files] of Object.entries(candidates)) {
      const prints = new Set<string>();
      for (let run = 0; run < repeats; run += 1)
        prints.add(fingerprint(await checkCandidateFiles(files, { sandbox, toolchain })));
      if (prints.size > 1) differing += 1;
      console.log(
        `${load.padEnd(7)} ${name.padEnd(14)} ${repeats} runs, ${prints.size} different: ${[...prints].join(' ')}`,
      );
    }
  } finally {
    for (const burner of burners) burner.kill();
  }
}
console.log(
  differing === 0
    ? 'PASS: every run said the same'
    : `FAIL: ${differing} candidates were not judged the same each time`,
);
process.exit(differing === 0 ? 0 : 1);
