import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  importLogKey,
  generateLogKey,
  verifyLogConsistency,
  verifyLogProof,
  formatConsistencyProof,
} from '@machinist/aar-signer';
import { realDisk, type LogDisk } from '../../src/log/log-disk.ts';
import { createLogOn, openLogOn } from '../../src/log/open-log.ts';
import { createIdentity } from '../fixtures/identity.ts';
import { loggedRecord, origin, policyOf } from '../fixtures/log.ts';

const owner = createIdentity();
const records = Array.from({ length: 260 }, (_, id) => loggedRecord(owner, id));

class Died extends Error {}

/** The real disk without fsync: a process that dies loses no page of the system's cache, so only the order of steps counts. */
const quickDisk: LogDisk = {
  read: (path) => realDisk.read(path),
  put(path, bytes) {
    writeFileSync(`${path}.draft`, bytes);
    renameSync(`${path}.draft`, path);
  },
  syncFolder: () => undefined,
  makeFolder: (path) => void mkdirSync(path, { recursive: true }),
  remove: (path) => realDisk.remove(path),
};

/** A disk that dies after so many writing steps; a dying `put` leaves a cut draft, as a crash would. */
function dyingDisk(steps: number): LogDisk & { readonly taken: () => number } {
  let taken = 0;
  const step = (act: () => void): void => {
    if (taken >= steps) throw new Died();
    taken += 1;
    act();
  };
  return {
    taken: () => taken,
    read: (path) => realDisk.read(path),
    put(path, bytes) {
      if (taken === steps) writeFileSync(`${path}.draft`, bytes.subarray(0, bytes.length / 2));
      step(() => quickDisk.put(path, bytes));
    },
    syncFolder: (path) => step(() => quickDisk.syncFolder(path)),
    makeFolder: (path) => step(() => quickDisk.makeFolder(path)),
    remove: (path) => step(() => realDisk.remove(path)),
  };
}

describe('a log whose writer dies', () => {
  it.each([
    { before: 3, batch: 1 },
    { before: 255, batch: 1 },
    { before: 250, batch: 8 },
  ])(
    'after any step of appending $batch to $before loses nothing acknowledged and never contradicts a checkpoint',
    ({ before, batch }) => {
      const folder = mkdtempSync(join(tmpdir(), 'aar-crash-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const key = importLogKey(generateLogKey(origin), join(folder, 'key.checkpoint'));
      const policy = policyOf(`log ${key.verifierKey}\nquorum none\n`);
      const start = join(folder, 'start');
      createLogOn(quickDisk, { directory: start, key });
      const first = openLogOn(quickDisk, { directory: start, key });
      first.append(records.slice(0, before));
      const known = first.checkpoint;
      first.close();
      cpSync(key.guardFile, `${key.guardFile}.start`);
      let finished = false;
      let deaths = 0;
      for (let steps = 0; !finished; steps += 1) {
        const directory = join(folder, `run-${steps}`);
        cpSync(start, directory, { recursive: true });
        cpSync(`${key.guardFile}.start`, key.guardFile);
        let acknowledged = before;
        let published = known;
        try {
          using log = openLogOn(dyingDisk(steps), { directory, key });
          log.append(records.slice(before, before + batch));
          acknowledged += batch;
          published = log.checkpoint;
          finished = true;
        } catch (error) {
          if (!(error instanceof Died)) throw error;
          deaths += 1;
        }
        using log = openLogOn(quickDisk, { directory, key });
        expect(log.size).toBeGreaterThanOrEqual(acknowledged);
        expect([before, before + batch]).toContain(log.size);
        for (const index of [0, before - 1, log.size - 1]) {
          expect(verifyLogProof(records[index]!, log.prove(index), policy)).toMatchObject({ ok: true });
        }
        const oldSize = published === known ? before : before + batch;
        const growth = formatConsistencyProof(oldSize, log.proveConsistency(oldSize), log.checkpoint);
        expect(verifyLogConsistency(published, growth, policy)).toMatchObject({ ok: true });
        // Other records than the lost ones may follow: what was never signed binds nobody.
        const at = log.append([records[259]!])[0]!;
        expect(verifyLogProof(records[259]!, log.prove(at), policy)).toMatchObject({ ok: true });
        rmSync(directory, { recursive: true });
      }
      expect(deaths).toBeGreaterThan(10);
    },
  );

  it('signs nothing more after a failed write until it is opened anew', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aar-crash-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const key = importLogKey(generateLogKey(origin), join(folder, 'key.checkpoint'));
    const directory = join(folder, 'log');
    createLogOn(quickDisk, { directory, key });
    const log = openLogOn(dyingDisk(6), { directory, key });
    expect(() => log.append(records.slice(0, 1))).toThrow(Died);
    expect(() => log.append(records.slice(0, 1))).toThrow('an earlier write failed');
    log.close();
    using again = openLogOn(quickDisk, { directory, key });
    expect(again.append(records.slice(0, 1))).toEqual([again.size - 1]);
  });
});
