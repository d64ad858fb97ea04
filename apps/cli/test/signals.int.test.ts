import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startStandInServer } from '@machinist/llm-client/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyCandidate, sampleSource } from './candidates.ts';
import { journalOf, layOutGoal } from './goals.ts';
import { machinist, temporaryFolder } from './machinist.ts';
import { descendants, startMachinist, stillRunning, waitUntil, type Running } from './processes.ts';

/** Presses Ctrl-C; says how it ended and waits until nothing of its tree is left. */
async function interrupt(running: Running): Promise<object> {
  const tree = descendants(running.pid);
  running.kill('SIGINT');
  const ended = await running.ended;
  await waitUntil('the children to end', () => stillRunning(tree).length === 0);
  return { ...ended, isStackShown: /\s+at .+:\d+:\d+/.test(running.stderr()) };
}

const interrupted = { exitCode: 130, signal: null, isStackShown: false };

const hasSandbox = (running: Running): boolean => descendants(running.pid).some(({ name }) => name === 'bwrap');

describe('Ctrl-C', () => {
  it('ends sandbox run with 130 and the whole tree in the sandbox with it', async () => {
    const running = startMachinist(['sandbox', 'run', '--', 'sh', '-c', 'sleep 600 & sleep 601'], {
      cwd: temporaryFolder(),
    });
    await waitUntil('the sandbox', () => descendants(running.pid).filter(({ name }) => name === 'sleep').length === 2);
    expect(await interrupt(running)).toStrictEqual(interrupted);
  });

  it('ends check with 130 while the gate runs a tool that hangs', async () => {
    const cwd = temporaryFolder();
    copyCandidate('hanging', cwd);
    const running = startMachinist(['check', 'candidate'], { cwd });
    await waitUntil('a sandbox', () => hasSandbox(running));
    expect(await interrupt(running)).toStrictEqual(interrupted);
    expect(existsSync(join(cwd, 'report.json'))).toBe(false);
  });

  it('ends forge with 130 while the model writes, and what it wrote before is kept', async () => {
    const { goal, replies } = sampleSource('slugify');
    const [signature = '', examples = ''] = replies;
    let asked = 0;
    const server = await startStandInServer({
      models: [{ name: 'small:3b' }],
      replies: () => {
        asked += 1;
        return asked === 1 ? signature : asked === 2 ? examples : [{ do: 'head' }, { do: 'hang' }];
      },
    });
    onTestFinished(() => server.close());
    const cwd = temporaryFolder();
    const running = startMachinist(['forge', goal, '--model', 'small:3b', '--yes'], {
      cwd,
      env: { OLLAMA_HOST: server.url },
    });
    await waitUntil('the code phase', () => asked >= 3);
    expect(await interrupt(running)).toStrictEqual(interrupted);
    expect(running.stderr()).toContain('Interrupted; nothing was promoted.');
    expect(readdirSync(join(cwd, 'candidates', 'slugify'))).toStrictEqual(['spec.json']);
    expect(existsSync(join(cwd, 'registry'))).toBe(false);
  });

  it('ends forge with 130 while the gate runs', async () => {
    const cwd = temporaryFolder();
    const running = startMachinist(['forge', '--model', 'sample:slugify', '--yes'], { cwd });
    await waitUntil('the gate', () => running.stderr().includes('▸ gate') && hasSandbox(running));
    expect(await interrupt(running)).toStrictEqual(interrupted);
    expect(readdirSync(join(cwd, 'candidates', 'slugify'))).toContain('tool.ts');
    expect(existsSync(join(cwd, 'registry'))).toBe(false);
  });

  it('ends drive with 130, and the same command takes the task up again', async () => {
    const cwd = temporaryFolder();
    layOutGoal(cwd, { worker_cmd: 'if [ -e ../again ]; then exit 0; fi; touch ../again; sleep 600; : {task}' });
    const running = startMachinist(['drive', 'goal.json'], { cwd });
    await waitUntil('the worker', () => existsSync(join(cwd, 'again')));
    expect(await interrupt(running)).toStrictEqual(interrupted);
    expect(journalOf(cwd).at(-1)).toMatchObject({ event: 'driver_down' });
    const resumed = await machinist(['drive', 'goal.json'], { cwd });
    expect(resumed.exitCode).toBe(0);
    // A person's interruption is not held against the task: the same attempt comes again.
    expect(resumed.stdout).toContain('-> t1 (attempt 1)');
    expect(resumed.stdout).toContain('GOAL COMPLETE');
  });
});
