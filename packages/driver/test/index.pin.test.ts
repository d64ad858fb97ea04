import { expect, it } from 'vitest';
import * as driver from '../src/index.ts';

it('exports exactly these values', () => {
  expect(Object.keys(driver).toSorted()).toEqual([
    'DriverError',
    'alertChannelsOf',
    'anomalyDetectors',
    'findAnomalies',
    'goalSchema',
    'initialGoal',
    'parseGoal',
    'readManifest',
    'readStatus',
    'renderLegacyLine',
    'replayDecisions',
    'requestOverride',
    'runDriver',
    'runMonitor',
    'stateOfGoal',
    'verifyJournal',
    'writeInitialGoal',
  ]);
});
