import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { PipelineError } from '../errors.ts';

const retryMs = 50;

/** Runs `action` while this process alone holds `path`; the lock of a process that is gone is taken over. */
export async function holdLock<Result>(path: string, waitMs: number, action: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + waitMs;
  while (!(await tryTake(path))) {
    if (await holderIsGone(path)) {
      await rm(path, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new PipelineError(
        'TOOLCHAIN_MISSING',
        `another process has held ${path} for ${waitMs} ms; end it or remove the file`,
      );
    }
    await delay(retryMs);
  }
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryTake(path: string): Promise<boolean> {
  try {
    await writeFile(path, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function holderIsGone(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const holder = Number.parseInt(text, 10);
  // An empty file is a lock being written this very moment.
  if (!Number.isSafeInteger(holder) || holder <= 0) return false;
  try {
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
