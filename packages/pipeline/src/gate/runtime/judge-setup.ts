// Runs in the judge's test process before each test file.
import { configureGlobal } from 'fast-check';
import { afterEach } from 'vitest';
import { client, propertySeed } from './judge-session.ts';

configureGlobal({ seed: propertySeed });
client.takeFaults();
client.reset();

afterEach(({ task }) => {
  const faults = client.takeFaults();
  if (faults.length === 0) return;
  Object.assign(task.meta, { machinistFaults: faults });
  // A test that expects an error must not be content with the error of a broken pipe.
  throw new Error(`${faults[0]?.call ?? ''}: ${faults[0]?.detail ?? ''}`);
});
