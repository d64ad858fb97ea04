// Runs in the judge's test process: one test once more, with its hooks, without telling the runner.
import { TestRunner } from 'vitest';

type TestTask = Parameters<TestRunner['onBeforeTryTask']>[0];
type Hooks = ReturnType<typeof TestRunner.getSuiteHooks>;

/** A collected test. */
export type RepeatableTest = TestTask & { readonly type: 'test' };

/** How a repeated test ended, and why. */
export interface Repeated {
  readonly state: 'passed' | 'failed' | 'unrepeatable';
  readonly message: string;
}

type AnyHook = (...args: readonly unknown[]) => unknown;

/** Runs a collected test again. `unrepeatable`: it has hooks that only the runner can run. */
export async function repeatTest(runner: TestRunner, test: RepeatableTest): Promise<Repeated> {
  const suites = enclosing(test);
  const hooks = suites.map((suite) => TestRunner.getSuiteHooks(suite));
  if (hooks.some(({ aroundEach, aroundAll }) => aroundEach.length > 0 || aroundAll.length > 0))
    return { state: 'unrepeatable', message: 'it has hooks that only the runner can run' };
  const told = test.result;
  if (told === undefined) return { state: 'unrepeatable', message: 'it did not run' };
  test.result = { state: 'run', startTime: 0, retryCount: 0, repeatCount: 0 };
  let message: string | undefined;
  const attempt = async (action: () => unknown): Promise<void> => {
    try {
      await action();
    } catch (error) {
      message ??= error instanceof Error ? error.message.slice(0, 300) : 'something that is no error was thrown';
    }
  };
  const cleanups: AnyHook[] = [];
  const run = async (
    name: 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll',
    from: readonly Hooks[],
  ): Promise<void> => {
    for (const suiteHooks of from) {
      const list: readonly unknown[] = suiteHooks[name];
      for (const hook of list) {
        if (!isHook(hook)) continue;
        const cleanup = await hook(name.endsWith('All') ? test.file : test.context, test.file);
        if (isHook(cleanup)) cleanups.push(cleanup);
      }
    }
  };
  // What a suite took down after the ordinary run has to be set up again.
  const closed = hooks.filter(({ afterAll }) => afterAll.length > 0);
  await attempt(async () => {
    await run('beforeAll', closed);
    runner.onBeforeTryTask(test, { retry: 0, repeats: 0 });
    await run('beforeEach', hooks);
    await TestRunner.getTestFn(test)();
    runner.onAfterTryTask(test);
  });
  await attempt(() => run('afterEach', hooks.toReversed()));
  for (const cleanup of cleanups.splice(0).toReversed()) await attempt(() => cleanup());
  await attempt(() => run('afterAll', closed.toReversed()));
  if (test.result.state === 'fail') message ??= test.result.errors?.[0]?.message ?? 'it failed';
  test.result = told;
  return message === undefined ? { state: 'passed', message: '' } : { state: 'failed', message };
}

function isHook(value: unknown): value is AnyHook {
  return typeof value === 'function';
}

function enclosing(test: RepeatableTest): readonly Parameters<typeof TestRunner.getSuiteHooks>[0][] {
  const suites = [];
  for (let suite = test.suite; suite !== undefined; suite = suite.suite) suites.unshift(suite);
  return [test.file, ...suites.filter((suite) => suite !== test.file)];
}
