// Runs in the judge's test process before each test file.
import { configureGlobal, defaultReportMessage, type RunDetails } from 'fast-check';
import { afterEach, beforeEach, expect } from 'vitest';
import { client, propertySeed } from './judge-session.ts';

let properties: { readonly runs: number; readonly skips: number; readonly calls: number }[] = [];
let callsBefore = 0;

/** Fails as fast-check itself does, and notes how much of a property that held was about the tool. */
function noteProperty(details: RunDetails<unknown>): void {
  if (details.failed) throw new Error(defaultReportMessage(details), { cause: details.errorInstance });
  const calls = client.countCalls();
  properties.push({ runs: details.numRuns, skips: details.numSkips, calls: calls - callsBefore });
  callsBefore = calls;
}

configureGlobal({ seed: propertySeed, reporter: noteProperty });
client.takeFaults();
client.reset();

beforeEach(() => {
  properties = [];
  callsBefore = client.countCalls();
});

afterEach(({ task }) => {
  const { assertionCalls } = expect.getState();
  Object.assign(task.meta, {
    machinistEvidence: { exercised: client.takeExercised(), assertions: assertionCalls, properties },
  });
  const faults = client.takeFaults();
  if (faults.length === 0) return;
  Object.assign(task.meta, { machinistFaults: faults });
  // A test that expects an error must not be content with the error of a broken pipe.
  throw new Error(`${faults[0]?.call ?? ''}: ${faults[0]?.detail ?? ''}`);
});
