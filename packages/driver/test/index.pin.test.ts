import { expect, it } from 'vitest';
import * as driver from '../src/index.ts';

it('exports exactly these values', () => {
  expect(Object.keys(driver).toSorted()).toEqual([
    'DriverError',
    'alertChannelsOf',
    'anomalyDetectors',
    'explain',
    'findAnomalies',
    'goalSchema',
    'governanceEvents',
    'initialGoal',
    'lintGoal',
    'parseGoal',
    'ratifyGoal',
    'readManifest',
    'readPublicKey',
    'readReceipts',
    'readStatus',
    'renderLegacyLine',
    'replayDecisions',
    'requestOverride',
    'revokeRatification',
    'runDriver',
    'runMonitor',
    'stateOfGoal',
    'strictGoalSchema',
    'verifyJournal',
    'verifyLog',
    'writeInitialGoal',
  ]);
});
