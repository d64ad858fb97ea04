// Runs in the canaries' test process before each test file.
import { configureGlobal } from 'fast-check';
import { afterEach, beforeEach } from 'vitest';

// A broken tool fails on the first values; looking for smaller ones proves nothing more.
configureGlobal({ seed: 1, endOnFailure: true });

let hasFailed = false;
beforeEach(({ skip }) => {
  // One failure per suite is the answer; the rest of it would only cost time.
  if (hasFailed) skip();
});
afterEach(({ task }) => {
  hasFailed ||= task.result?.state === 'fail';
});
