import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layOutGoal } from '../goals.ts';
import { temporaryFolder } from '../machinist.ts';
import { startMachinist, waitUntil } from '../processes.ts';
import { openSession } from '../pseudo-terminal.ts';

const enter = '\r';

describe('drive at a terminal', () => {
  it('init asks for what is missing, task after task, and says what would go wrong', async () => {
    const cwd = temporaryFolder();
    layOutGoal(cwd);
    const session = openSession(['drive', 'init', 'new.json', '--goal', 'x', '--repo', 'repo'], { cwd });
    const answers = [
      ['Worker command', 'no-such-agent -p {task}'],
      ['Verify command', 'true'],
      ['First task', 'one'],
      ['Next task', 'two'],
      ['Next task', ''],
    ] as const;
    for (const [question, answer] of answers) {
      await session.waitFor(question);
      session.press(`${answer}${enter}`);
    }
    expect(await session.ended).toBe(0);
    expect(session.shown()).toContain('worker_cmd: there is no program no-such-agent on PATH');
    const goal = JSON.parse(readFileSync(join(cwd, 'new.json'), 'utf8'));
    expect(goal).toMatchObject({ mode: 'propose', tasks: [{ goal: 'one' }, { goal: 'two' }] });
  });

  it('status --watch redraws one table until the goal is done', async () => {
    const cwd = temporaryFolder();
    layOutGoal(cwd, { worker_cmd: 'touch ../here; while [ ! -e ../go ]; do sleep 0.05; done; : {task}' });
    const running = startMachinist(['drive', 'goal.json'], { cwd });
    await waitUntil('the worker', () => existsSync(join(cwd, 'here')));
    const session = openSession(['drive', 'status', 'goal.json', '--watch'], { cwd });
    await session.waitFor('▸ t1');
    writeFileSync(join(cwd, 'go'), '');
    await running.ended;
    expect(await session.ended).toBe(0);
    expect(session.shown()).toContain('✓ t1');
    expect(session.raw()).toContain('A\u001b[0J');
  });
});
