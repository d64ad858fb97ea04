import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { overrideEntrySchema } from '../../src/core/override-entry.ts';
import { parseOverrideLog } from '../../src/core/parse-override-log.ts';
import { requestOverride } from '../../src/index.ts';
import { createGoalFolder, type GoalFolder } from '../goal-folder.ts';

const logOf = (goal: GoalFolder): string => join(goal.folder, 'override-log.jsonl');
const parse = (goal: GoalFolder): ReturnType<typeof parseOverrideLog> => parseOverrideLog(readFileSync(logOf(goal)));

const isBroken = (text: string): boolean => parseOverrideLog(Buffer.from(text)).problem !== null;

function writeKeys(goal: GoalFolder): { readonly privatePath: string; readonly publicPath: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const paths = { privatePath: join(goal.folder, 'operator.jwk'), publicPath: join(goal.folder, 'operator.pub') };
  writeFileSync(paths.privatePath, JSON.stringify(privateKey.export({ format: 'jwk' })));
  writeFileSync(paths.publicPath, JSON.stringify(publicKey.export({ format: 'jwk' })));
  return paths;
}

describe("the operator's log", () => {
  it('keeps requests of many commands at once in one chain', async () => {
    const goal = createGoalFolder();
    const source = `import('${join(import.meta.dirname, '..', '..', 'src', 'index.ts')}').then((m) => m.requestOverride('${goal.goalPath}', { command: 'dial', level: Number(process.argv[1]) }))`;
    const ends = Array.from({ length: 6 }, (_, level) => {
      const child = spawn(process.execPath, ['--no-warnings', '-e', source, String(level)], { stdio: 'inherit' });
      return new Promise((resolve) => {
        child.once('exit', resolve);
      });
    });
    expect(await Promise.all(ends)).toEqual([0, 0, 0, 0, 0, 0]);
    const { entries, problem } = parse(goal);
    expect(problem).toBeNull();
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(entries.filter(({ event }) => event === 'override_requested')).toHaveLength(6);
  });

  it('shows every change of a line, a lost line and swapped lines', async () => {
    const goal = createGoalFolder();
    await requestOverride(goal.goalPath, { command: 'dial', level: 3 }, { actor: 'ann', reason: 'why' });
    await requestOverride(goal.goalPath, { command: 'pause' });
    const text = readFileSync(logOf(goal), 'utf8');
    const lines = text.trimEnd().split('\n');
    expect(isBroken(text)).toBe(false);
    for (const [from, to] of [
      ['"level":3', '"level":9'],
      ['"actor":"ann"', '"actor":"bob"'],
      ['"why"', '"yes"'],
      ['"seq":1', '"seq":2'],
      ['"dial"', '"halt"'],
    ] as const) {
      expect(text).toContain(from);
      expect(isBroken(text.replace(from, to))).toBe(true);
    }
    expect(isBroken(`${lines.slice(1).join('\n')}\n`)).toBe(true);
    expect(isBroken(`${[lines[1], lines[0], ...lines.slice(2)].join('\n')}\n`)).toBe(true);
    expect(isBroken(`${text}not json\n`)).toBe(true);
  });

  it('takes half a line, left by a killed command, for nothing, and the next command goes on after it', async () => {
    const goal = createGoalFolder();
    await requestOverride(goal.goalPath, { command: 'dial', level: 1 });
    appendFileSync(logOf(goal), '{"event":"override_requested","request":{"command":"halt"');
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    await requestOverride(goal.goalPath, { command: 'pause' });
    expect(parse(goal)).toMatchObject({ problem: null, entries: { length: 4 } });
  });

  it('is never continued once its chain is broken', async () => {
    const goal = createGoalFolder();
    await requestOverride(goal.goalPath, { command: 'pause' });
    writeFileSync(logOf(goal), readFileSync(logOf(goal), 'utf8').replace('pause', 'halt'));
    await expect(requestOverride(goal.goalPath, { command: 'resume' })).rejects.toMatchObject({
      code: 'OVERRIDE_LOG_INVALID',
    });
  });

  it('lies in a folder of its own when the operator has one', async () => {
    const goal = createGoalFolder();
    const operatorFolder = join(goal.folder, 'operators');
    await requestOverride(goal.goalPath, { command: 'halt' }, { operatorFolder });
    expect(existsSync(logOf(goal))).toBe(false);
    expect(await goal.run({ operatorFolder })).toMatchObject({ kind: 'halted' });
  });
});

describe("with the operator's key", () => {
  it('what gives more freedom counts only when signed by it; what takes freedom away always counts', async () => {
    const goal = createGoalFolder();
    const { privatePath, publicPath } = writeKeys(goal);
    const other = createGoalFolder();
    const stranger = writeKeys(other).privatePath;
    const run = (): ReturnType<GoalFolder['run']> => goal.run({ operatorKeyPath: publicPath });
    await requestOverride(goal.goalPath, { command: 'halt' });
    expect(await run()).toMatchObject({ kind: 'halted' });
    await requestOverride(goal.goalPath, { command: 'resume' });
    await requestOverride(goal.goalPath, { command: 'resume' }, { keyPath: stranger });
    expect(await run()).toMatchObject({ kind: 'halted' });
    await requestOverride(goal.goalPath, { command: 'resume' }, { keyPath: privatePath });
    expect(await run()).toMatchObject({ kind: 'complete' });
    const taken = goal.journal().filter((entry) => entry.event === 'override_requested');
    expect(taken.map(({ signed, accepted }) => [signed, accepted])).toEqual([
      [false, true],
      [false, false],
      [false, false],
      [true, true],
    ]);
  });

  it('a key that cannot be used is refused, and its text is not repeated', async () => {
    const goal = createGoalFolder();
    const keyPath = join(goal.folder, 'bad.jwk');
    writeFileSync(keyPath, '{"kty":"OKP","crv":"Ed25519","x":"secret-x","d":"secret-d"');
    const refusal = await requestOverride(goal.goalPath, { command: 'halt' }, { keyPath }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'OPERATOR_KEY_UNUSABLE' });
    expect(String(refusal)).not.toContain('secret');
  });
});

describe('an override entry', () => {
  it('holds nothing but what its format names', () => {
    const entry = {
      event: 'override_requested',
      request: { command: 'halt' },
      reason: '',
      ts: '2026-01-01T00:00:00.000Z',
      seq: 1,
      goal_file: 'goal.json',
      actor: 'ann',
      prev_digest: '',
      digest: 'a'.repeat(64),
    };
    expect(overrideEntrySchema.safeParse(entry).success).toBe(true);
    for (const change of [
      { extra: 1 },
      { request: { command: 'halt', now: true } },
      { request: { command: 'dial', level: -1 } },
      { seq: 0 },
      { ts: 'now' },
    ])
      expect(overrideEntrySchema.safeParse({ ...entry, ...change }).success).toBe(false);
  });
});
