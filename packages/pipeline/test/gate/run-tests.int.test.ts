import { beforeAll, describe, expect, it } from 'vitest';
import { parseCandidate } from '../../src/core/candidate.ts';
import { standardPolicy } from '../../src/core/gate-policy-schema.ts';
import { createGateContext } from '../../src/gate/gate-context.ts';
import { languageToolchainOf } from '../../src/languages/language-toolchains.ts';
import { runTests, type TestsOutcome } from '../../src/gate/run-tests.ts';
import { prepareToolchain } from '../../src/toolchain/prepare-toolchain.ts';
import type { Toolchain } from '../../src/toolchain/toolchain-schema.ts';
import { createBwrapSandbox } from '../bwrap-sandbox.ts';
import { loadFixture } from './load-fixture.ts';

let toolchain: Toolchain;
beforeAll(async () => {
  toolchain = await prepareToolchain();
});

/** Runs a suite that no static rule has looked at, so that only the walls of the sandboxes are left. */
async function runUnchecked(unit: string, tool = loadFixture('honest')['tool.ts'] ?? ''): Promise<TestsOutcome> {
  const spec = loadFixture('honest')['spec.json'] ?? '';
  const candidate = parseCandidate({ 'spec.json': spec, 'tool.ts': tool, 'tests/unit.test.ts': unit });
  const language = languageToolchainOf('typescript');
  const context = createGateContext({
    candidate,
    policy: { ...standardPolicy, limits: { ...standardPolicy.limits, testsMs: 10_000 } },
    language,
    toolchain,
    sandbox: createBwrapSandbox(),
  });
  const analysis = await language.analyze(context);
  return await runTests(context, await language.prepareTool(context), analysis, {
    mutants: 'not asked for',
    onRecorded: () => undefined,
  });
}

const suite = (body: string, head = ''): string =>
  `${head}\nimport { expect, it } from 'vitest';\nimport { parseDuration } from '../tool.ts';\nit('a', async () => {\n${body}\n});\n`;
const honest = "expect(parseDuration('1h')).toBe(3_600_000);";

describe('the walls around the test process', () => {
  it('let an honest suite through', async () => {
    const { findings, report, coverage } = await runUnchecked(suite(honest));
    expect(findings).toEqual([]);
    expect(report).toMatchObject({ complete: true, tests: [{ name: 'a', state: 'passed' }] });
    expect(coverage.status).toBe('measured');
  });

  it.each([
    ['read the runner', "fs.readFileSync('/proc/1/environ');"],
    ['read the memory of the runner', "fs.openSync('/proc/' + process.ppid + '/mem', 'r+');"],
    ['open the report channel of the runner', "fs.openSync('/proc/' + process.ppid + '/fd/3', 'w');"],
    ['read its way out', "fs.readFileSync('/etc/ld.so.cache');"],
    ['write beside the tests', "fs.writeFileSync('/judge/tests/unit.test.ts', '');"],
    ['write to /tmp, where the transformed tests lie', "fs.writeFileSync('/tmp/x', '');"],
    ['start a process', "(await import('node:child_process')).execFileSync('/bin/true');"],
    ['start a worker', "new (await import('node:worker_threads')).Worker('1', { eval: true });"],
    ['build code from text', "new Function('return 1')();"],
    [
      'open a socket',
      "await new Promise((resolve, reject) => (async () => (await import('node:net')).connect(80, '192.0.2.1').on('connect', resolve).on('error', reject))());",
    ],
  ])('keep a test from this: %s', async (_name, attempt) => {
    const { findings } = await runUnchecked(suite(`${honest}\n${attempt}`, "import fs from 'node:fs';"));
    expect(findings).toEqual([
      expect.objectContaining({
        id: 'tests.failed',
        message: expect.stringMatching(/restricted|disallowed|ENETUNREACH/),
      }),
    ]);
  });

  it("keep a test from forging the report on descriptor 3, which in its process is the runner's own pipe", async () => {
    const forge =
      "fs.writeSync(3, JSON.stringify({ kind: 'end', nonce: '', reason: 'passed', tests: 0, modules: [], errors: '', errorCount: 0 }) + '\\n');";
    // The runner waits for its process in vain, until the wall clock of the sandbox ends both.
    const { report, findings } = await runUnchecked(
      suite(`${forge}\nexpect(parseDuration('1h')).toBe(7);`, "import fs from 'node:fs';"),
    );
    expect(report).not.toMatchObject({ complete: true, tests: [{ state: 'passed' }] });
    expect(findings.some(({ effect }) => effect === 'fail')).toBe(true);
  });

  it('keep a test that ends its process from looking like one that passed', async () => {
    const { findings } = await runUnchecked(suite(`${honest}\nprocess.reallyExit(0);`));
    expect(findings.some(({ effect }) => effect === 'fail')).toBe(true);
  });

  it("keep the tool's pipes from being left in a state in which a later test passes", async () => {
    const { findings } = await runUnchecked(
      `import { expect, it } from 'vitest';\nimport { parseDuration } from '../tool.ts';\nit('a', () => { try { parseDuration('exit'); } catch {} });\nit('b', () => { expect(() => parseDuration('x')).toThrow(); });\n`,
      'export function parseDuration(text: string): number {\n  if (text === "exit") process.exit(0);\n  throw new Error(text);\n}\n',
    );
    expect(findings).toMatchObject([{ id: 'tool.gone' }]);
  });
});
