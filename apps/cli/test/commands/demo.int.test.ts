import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolder, documentOf, machinist, removeFolder, temporaryFolder, type Ended } from '../machinist.ts';
import { startMachinist } from '../processes.ts';

/** The paths below `folder` that a text names. */
function placesIn(text: string, folder: string): string[] {
  return text.split(/[\s']+/).filter((word) => word.startsWith(folder) && !word.includes('*'));
}

/** What a demo in `cwd` came to. */
async function stateOf(ended: Ended, cwd: string): Promise<object> {
  const { ok } = documentOf(await machinist(['registry', 'verify', '--registry', 'demo/registry', '--json'], { cwd }));
  return {
    exitCode: ended.exitCode,
    isGoalComplete: ended.stdout.includes('GOAL COMPLETE — 2 tasks, 0 blocked/surfaced.'),
    records: ended.stdout.match(/conformance: \w+/g),
    isRegistryWhole: ok,
  };
}

const whole = {
  exitCode: 0,
  isGoalComplete: true,
  records: ['conformance: L2', 'conformance: L2'],
  isRegistryWhole: true,
};

describe('demo', () => {
  let cwd = '';
  let first: Ended;
  beforeAll(async () => {
    cwd = createFolder();
    first = await machinist(['demo'], { cwd });
  });
  afterAll(() => removeFolder(cwd));

  it('does both main jobs to the end, and every place it prints is there', async () => {
    expect(await stateOf(first, cwd)).toStrictEqual(whole);
    const places = placesIn(first.stdout, cwd);
    expect(places.length).toBeGreaterThan(8);
    expect(places.filter((place) => !existsSync(place))).toStrictEqual([]);
  });

  it('tells commands that work as they stand', async () => {
    const next = first.stdout.split('Next:\n')[1] ?? '';
    const run = /machinist (registry --registry (\S+) run parse-duration) '(.+)'/.exec(next);
    const argv = ['registry', '--registry', run?.[2] ?? '', 'run', 'parse-duration', run?.[3] ?? ''];
    expect(await machinist(argv, { cwd })).toMatchObject({ exitCode: 0, stdout: '5400000\n' });
    const goal = /machinist drive status (\S+)/.exec(next)?.[1] ?? '';
    expect((await machinist(['drive', 'status', goal], { cwd })).exitCode).toBe(0);
  });

  it('works again after success: the tools are known, a new goal is driven', async () => {
    const second = await machinist(['demo'], { cwd });
    expect(await stateOf(second, cwd)).toStrictEqual(whole);
    expect(second.stdout.match(/is in the registry already, byte for byte/g)).toHaveLength(2);
    expect(existsSync(join(cwd, 'demo', 'goal-2', 'driver-log.jsonl'))).toBe(true);
  });
});

describe('a demo that is killed', () => {
  it('at six random moments just works when it is started again', async () => {
    const cwd = temporaryFolder();
    const moments = Array.from({ length: 6 }, () => Math.round(200 + Math.random() * 6000));
    for (const momentMs of moments) {
      const running = startMachinist(['demo', '--quiet'], { cwd });
      await Promise.race([sleep(momentMs), running.ended]);
      running.kill('SIGKILL');
      await running.ended;
    }
    const ended = await machinist(['demo'], { cwd });
    expect(await stateOf(ended, cwd)).toStrictEqual(whole);
  });
});
