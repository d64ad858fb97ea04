// Runs in the judge's test process: after the ordinary run it repeats single tests on the gate's word.
import { TestRunner } from 'vitest';
import { settings } from './judge-session.ts';
import { serveRepeats } from './serve-repeats.ts';

type TestFile = Parameters<TestRunner['onAfterRunFiles']>[0][number];

/** The runner of vitest, with a second act. */
// oxlint-disable-next-line import/no-default-export -- the test runner loads a runner as the default export
export default class JudgeRunner extends TestRunner {
  readonly #files: TestFile[] = [];

  // oxlint-disable-next-line typescript/no-misused-promises -- the runner awaits what its base class declares as void
  override async onAfterRunFiles(files: TestFile[]): Promise<void> {
    super.onAfterRunFiles(files);
    this.#files.push(...files);
    if (this.#files.length !== settings.suiteCount) return;
    // Brings back what the expectations of each file need and the end of its run put away.
    for (const file of this.#files) await this.onBeforeRunSuite(file);
    await serveRepeats(this, this.#files);
    super.onAfterRunFiles(this.#files);
  }
}
