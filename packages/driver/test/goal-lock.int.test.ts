import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acquireLock, readLockHolder } from '../src/goal-lock.ts';
import { processStart } from '../src/process-identity.ts';

function lockFolder(): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'machinist-lock-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, path: join(folder, 'driver.lock') };
}

const deadPid = (): number => spawnSync('true').pid;
const holder = (changes: object): string =>
  JSON.stringify({ pid: process.pid, pid_start: processStart(process.pid), host: hostname(), nonce: 'n1', ...changes });

describe('acquireLock', () => {
  it('refuses a second holder, names the first, and leaves nothing behind when it is released', () => {
    const { folder, path } = lockFolder();
    const lock = acquireLock(path);
    expect(() => acquireLock(path)).toThrow(
      expect.objectContaining({ code: 'LOCKED', message: expect.stringContaining(String(process.pid)) }),
    );
    expect(readLockHolder(path)?.pid).toBe(process.pid);
    lock.release();
    expect(readLockHolder(path)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a process that is gone', () => holder({ pid: deadPid() })],
    ['a process whose number somebody else has now', () => holder({ pid_start: 'another moment' })],
    ['a file cut by a power failure', () => ''],
  ])('takes over the lock of %s', (_whose, content) => {
    const { folder, path } = lockFolder();
    writeFileSync(path, content());
    acquireLock(path).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over even when an earlier take-over was killed half-way', () => {
    const { folder, path } = lockFolder();
    writeFileSync(path, holder({ pid: deadPid(), nonce: 'n1' }));
    writeFileSync(`${path}.n1`, holder({ pid: deadPid(), nonce: 'n2' }));
    acquireLock(path).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('believes the lock of another machine, whose processes it cannot see', () => {
    const { path } = lockFolder();
    writeFileSync(path, holder({ host: 'elsewhere.example', pid: deadPid() }));
    expect(() => acquireLock(path)).toThrow(expect.objectContaining({ code: 'LOCKED' }));
  });

  it('does not remove a lock that is not its own any more', () => {
    const { path } = lockFolder();
    const lock = acquireLock(path);
    writeFileSync(path, holder({ nonce: 'other' }));
    lock.release();
    expect(JSON.parse(readFileSync(path, 'utf8')).nonce).toBe('other');
  });

  it('has exactly one winner when several processes find the same dead holder', async () => {
    const { path } = lockFolder();
    const program = `
      import { acquireLock } from ${JSON.stringify(join(import.meta.dirname, '..', 'src', 'goal-lock.ts'))};
      try { acquireLock(process.argv[1]); console.log('won'); await new Promise((r) => setTimeout(r, 3000)); }
      catch (error) { console.log(error.code); }`;
    for (let round = 0; round < 2; round += 1) {
      writeFileSync(path, holder({ pid: deadPid(), nonce: `round${round}` }));
      const contenders = Array.from({ length: 6 }, () =>
        promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, path]),
      );
      const said = (await Promise.all(contenders)).map(({ stdout }) => stdout.trim());
      expect(said.toSorted()).toEqual(['LOCKED', 'LOCKED', 'LOCKED', 'LOCKED', 'LOCKED', 'won']);
    }
  }, 60_000);
});
