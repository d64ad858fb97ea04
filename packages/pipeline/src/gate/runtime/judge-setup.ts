// Runs in the judge's test process before each test file.
import { configureGlobal, defaultReportMessage, type RunDetails } from 'fast-check';
import { afterEach, beforeEach, expect } from 'vitest';
import { client, isRepeating, settings, takeFaults } from './judge-session.ts';

let properties: { readonly runs: number; readonly skips: number; readonly calls: number }[] = [];
let callsBefore = 0;

/** Fails as fast-check itself does, and notes how much of a property that held was about the tool. */
function noteProperty(details: RunDetails<unknown>): void {
  if (details.failed) throw new Error(defaultReportMessage(details), { cause: details.errorInstance });
  if (isRepeating()) return;
  const calls = client.countCalls();
  properties.push({ runs: details.numRuns, skips: details.numSkips, calls: calls - callsBefore });
  callsBefore = calls;
}

configureGlobal({ seed: settings.propertySeed, reporter: noteProperty });
takeFaults();
client.reset();

beforeEach(() => {
  properties = [];
  callsBefore = client.countCalls();
});

afterEach(({ task }) => {
  const faults = takeFaults();
  // What a repeated test does must not reach the report of the ordinary run.
  if (!isRepeating()) {
    const { assertionCalls } = expect.getState();
    Object.assign(task.meta, {
      machinistEvidence: { exercised: client.takeExercised(), assertions: assertionCalls, properties },
      ...(faults.length === 0 ? {} : { machinistFaults: faults }),
    });
  }
  if (faults.length === 0) return;
  // A test that expects an error must not be content with the error of a broken pipe.
  throw new Error(`${faults[0]?.call ?? ''}: ${faults[0]?.detail ?? ''}`);
});
