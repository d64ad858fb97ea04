import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf, refused } from '../bad-input.ts';
import { journalOf, layOutGoal } from '../goals.ts';
import { documentOf, eventsOf, machinist, temporaryFolder } from '../machinist.ts';
import { startMachinist, waitUntil } from '../processes.ts';

function goalFolder(goal: object = {}): string {
  const folder = temporaryFolder();
  layOutGoal(folder, goal);
  return folder;
}

const waiting = 'touch ../here; while [ ! -e ../go ]; do sleep 0.05; done; : {task}';

describe('drive halt, pause and resume', () => {
  it('halt ends a running driver with 4, a restart ends with 4 too, and resume lets it go on', async () => {
    const cwd = goalFolder({ worker_cmd: `trap "" TERM; ${waiting}` });
    const running = startMachinist(['drive', 'goal.json'], { cwd });
    await waitUntil('the worker', () => existsSync(join(cwd, 'here')));
    const halt = await machinist(['drive', 'halt', 'goal.json', '--reason', 'lunch', '--json'], { cwd });
    expect(halt.exitCode).toBe(0);
    expect(documentOf(halt)).toMatchObject({ formatVersion: 1, outcome: 'effective', latencyMs: expect.any(Number) });
    expect((await running.ended).exitCode).toBe(4);
    expect((await machinist(['drive', 'goal.json'], { cwd })).exitCode).toBe(4);
    const status = await machinist(['drive', 'status', 'goal.json'], { cwd });
    expect(status.stdout).toContain('operator halted');
    writeFileSync(join(cwd, 'go'), '');
    const resume = await machinist(['drive', 'resume', 'goal.json'], { cwd });
    expect(resume.stdout).toBe('resume: no driver is running; it holds from the next start on\n');
    expect((await machinist(['drive', 'goal.json'], { cwd })).exitCode).toBe(0);
    const receipts = eventsOf(
      await machinist(['drive', 'receipts', 'goal.json', '--event', 'override_effective', '--json'], { cwd }),
    );
    const sinks = receipts.map(({ sink }) => String(sink));
    expect(sinks.filter((sink) => sink === 'journal')).toHaveLength(2);
    expect(sinks.filter((sink) => sink === 'override-log')).toHaveLength(2);
  });

  it('refuses what cannot be meant with 64', async () => {
    const cwd = goalFolder();
    expect(await refusalOf(['drive', 'approve', 'nope', 'goal.json'], { cwd })).toStrictEqual(
      refused(64, 'OVERRIDE_INVALID', 'there is no task nope'),
    );
    expect((await machinist(['drive', 'dial', '-1', 'goal.json'], { cwd })).exitCode).toBe(64);
    expect((await machinist(['drive', 'ack', 'x', 'goal.json'], { cwd })).exitCode).toBe(64);
    expect((await machinist(['drive', 'approve', 't1', 'goal.json', '--for', 'soon'], { cwd })).exitCode).toBe(64);
    expect(existsSync(join(cwd, 'override-log.jsonl'))).toBe(false);
  });

  it('with an operator key, an unsigned resume is refused and a signed one counts; a halt needs no key', async () => {
    const cwd = goalFolder();
    const keygen = ['aar', 'keygen', '--did', 'did:web:operator.example'];
    await machinist([...keygen, '--out-priv', 'operator.jwk', '--out-did', 'operator.did.json'], { cwd });
    await machinist(['drive', 'halt', 'goal.json'], { cwd });
    const drive = ['drive', 'goal.json', '--operator-key', 'operator.did.json'];
    expect((await machinist(drive, { cwd })).exitCode).toBe(4);
    await machinist(['drive', 'resume', 'goal.json'], { cwd });
    expect((await machinist(drive, { cwd })).exitCode).toBe(4);
    await machinist(['drive', 'resume', 'goal.json', '--key', 'operator.jwk'], { cwd });
    expect((await machinist(drive, { cwd })).exitCode).toBe(0);
    expect(journalOf(cwd)).toContainEqual(
      expect.objectContaining({ event: 'override_requested', command: 'resume', accepted: false }),
    );
  });
});

describe('drive explain', () => {
  it('tells why a task is blocked, step by step, and what to do', async () => {
    const cwd = goalFolder({ verify_cmd: 'exit 3', max_attempts: 2 });
    await machinist(['drive', 'goal.json'], { cwd });
    const told = await machinist(['drive', 'explain', 't1', 'goal.json'], { cwd });
    expect(told.stdout).toMatch(/^t1 is blocked: it was blocked: verify failed 2x\n/);
    expect(told.stdout).toContain('the verifier ended: exit code 3');
    expect(told.stdout).toMatch(/\nnext: look at attempts\/t1\/, /);
    expect(await refusalOf(['drive', 'explain', 'x', 'goal.json'], { cwd })).toStrictEqual(
      refused(64, 'TASK_UNKNOWN', 'there is no task x; the goal has t1'),
    );
  });
});

describe('drive status --watch', () => {
  it('prints a line for each change and ends with the goal; with --json a document for each change', async () => {
    const cwd = goalFolder({ worker_cmd: waiting });
    const running = startMachinist(['drive', 'goal.json'], { cwd });
    await waitUntil('the worker', () => existsSync(join(cwd, 'here')));
    const plain = startMachinist(['drive', 'status', 'goal.json', '--watch'], { cwd });
    const json = startMachinist(['drive', 'status', 'goal.json', '--watch', '--json'], { cwd });
    await waitUntil('the table', () => plain.stdout().includes('▸ t1') && json.stdout().includes('"running"'));
    writeFileSync(join(cwd, 'go'), '');
    await running.ended;
    const [table] = await Promise.all([plain.ended, json.ended]);
    expect(table).toMatchObject({ exitCode: 0 });
    expect(plain.stdout()).toMatch(/▸ t1 {2}running[^]*✓ t1 {2}done/);
    expect(JSON.parse(json.stdout().trim().split('\n').at(-1) ?? '')).toMatchObject({
      formatVersion: 1,
      tasks: [{ id: 't1', status: 'done' }],
      driver: null,
    });
  });
});

describe('drive watch', () => {
  it('prints the manifest, looks once, and says with 1 that a component is silent', async () => {
    const cwd = goalFolder({
      worker_cmd: waiting,
      health: { components: { driver: { staleness_threshold_seconds: 0.3 } } },
    });
    const manifest = documentOf(await machinist(['drive', 'watch', 'goal.json', '--manifest', '--json'], { cwd }));
    expect(manifest).toMatchObject({
      manifest: expect.arrayContaining([expect.objectContaining({ component: 'driver' })]),
    });
    expect((await machinist(['drive', 'watch', 'goal.json', '--once'], { cwd })).exitCode).toBe(0);
    const running = startMachinist(['drive', 'goal.json'], { cwd });
    await waitUntil('a heartbeat', () => existsSync(join(cwd, 'heartbeat.json')));
    process.kill(running.pid, 'SIGKILL');
    await running.ended;
    const beat = readFileSync(join(cwd, 'heartbeat.json'), 'utf8');
    await waitUntil('silence', () => Date.now() - Date.parse(JSON.parse(beat).at) > 400);
    const silent = await machinist(['drive', 'watch', 'goal.json', '--once'], { cwd });
    expect(silent).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('SILENT: driver') });
  });
});
