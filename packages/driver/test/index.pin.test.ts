import { expect, it } from 'vitest';
import * as driver from '../src/index.ts';

it('exports exactly these values', () => {
  expect(Object.keys(driver).toSorted()).toEqual([
    'DriverError',
    'alertChannelsOf',
    'goalSchema',
    'initialGoal',
    'parseGoal',
    'readStatus',
    'renderLegacyLine',
    'replayDecisions',
    'requestOverride',
    'runDriver',
    'stateOfGoal',
    'verifyJournal',
    'writeInitialGoal',
  ]);
});
