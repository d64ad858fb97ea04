import { expect, it } from 'vitest';
import { checkpointDocument } from '../../src/core/checkpoint-document.ts';
import { stateOfGoal } from '../../src/core/driver-state.ts';
import { parseGoal } from '../../src/core/parse-goal.ts';

const document = {
  zeta: { kept: [1, 2.5, null] },
  tasks: [
    { note: 'mine', id: 't1', goal: 'x' },
    { id: 't2', goal: 'y', status: 'blocked', attempts: 3 },
    { id: 'foreign', goal: '' },
  ],
  repo: '.',
  worker_cmd: 'true',
};
const parsed = parseGoal(JSON.stringify({ ...document, tasks: document.tasks.slice(0, 2) }));

it('writes only its own keys and keeps order, place and value of all others', () => {
  const state = stateOfGoal(parsed);
  const [first] = state.tasks;
  const moved = {
    ...state,
    runs: 4,
    tasks: state.tasks.with(0, { ...first!, status: 'done', attempts: 2, interrupted: 1 }),
  };
  const written = checkpointDocument(document, moved, { entries: 7, digest: 'd', hash: 'h' }, 1234);
  expect(JSON.stringify(written)).toBe(
    JSON.stringify({
      zeta: { kept: [1, 2.5, null] },
      tasks: [
        { note: 'mine', id: 't1', goal: 'x', status: 'done', attempts: 2, interrupted: 1 },
        { id: 't2', goal: 'y', status: 'blocked', attempts: 3 },
        { id: 'foreign', goal: '' },
      ],
      repo: '.',
      worker_cmd: 'true',
      runs: 4,
      driver_state: { entries: 7, digest: 'd', wall_ms: 1234 },
    }),
  );
});
