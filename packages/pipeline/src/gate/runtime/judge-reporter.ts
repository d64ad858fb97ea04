// Runs in the judge's main process, which loads neither tests nor tool. Its descriptor 3 is not passed to the test process.
import { readFileSync, writeSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

const channel = 3;
const maxMessageLength = 2000;

function send(message: object): void {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let written = 0; written < line.length;) {
    try {
      written += writeSync(channel, line, written);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}

const describeErrors = (errors: readonly { readonly message?: unknown }[] | undefined): string =>
  (errors ?? [])
    .map(({ message }) => String(message))
    .join('; ')
    .slice(0, maxMessageLength);

function describeFaults(testCase: TestCase): readonly unknown[] {
  const faults: unknown = Reflect.get(testCase.meta(), 'machinistFaults');
  return Array.isArray(faults) ? faults.slice(0, 3) : [];
}

/** What the test process noted; the reader of the report checks its form. */
function describeEvidence(testCase: TestCase): object {
  const evidence: unknown = Reflect.get(testCase.meta(), 'machinistEvidence');
  return typeof evidence === 'object' && evidence !== null ? { ...evidence } : {};
}

/** Sends one line for each test and, last, one that only this process can write: it repeats the nonce. */
// oxlint-disable-next-line import/no-default-export -- the test runner loads a reporter as the default export
export default class JudgeReporter implements Reporter {
  readonly #nonce = readFileSync(0, 'utf8');
  #count = 0;

  onTestCaseResult(testCase: TestCase): void {
    const { state, errors } = testCase.result();
    this.#count += 1;
    send({
      kind: 'test',
      file: testCase.module.relativeModuleId,
      name: testCase.fullName,
      line: testCase.location?.line ?? 0,
      state,
      mode: testCase.options.mode,
      inverted: testCase.options.fails === true,
      durationMs: testCase.diagnostic()?.duration ?? 0,
      message: describeErrors(errors),
      faults: describeFaults(testCase),
      ...describeEvidence(testCase),
    });
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly { readonly message?: unknown }[],
    reason: string,
  ): void {
    const moduleErrors = modules.map((module) => ({
      file: module.relativeModuleId,
      state: module.state(),
      message: describeErrors(module.errors()),
    }));
    send({
      kind: 'end',
      nonce: this.#nonce,
      reason,
      tests: this.#count,
      modules: moduleErrors,
      errors: describeErrors(errors),
      errorCount: errors.length,
    });
  }
}
