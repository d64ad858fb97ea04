import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formatTransactionId, type ProcessIdentity } from '../src/core/transaction-id.ts';
import { openRegistry } from '../src/open-registry.ts';
import { isAlive, ownIdentity } from '../src/process-identity.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

const random = '0123456789abcdef';

function dead(digit: string): string {
  return formatTransactionId({ ...ownIdentity(), startTicks: '1' }, digit.repeat(16));
}

/** A registry whose tool `slugify` is locked by `owner`. */
async function lockedBy(owner: ProcessIdentity | string) {
  const directory = scratchDirectory();
  const registry = await openRegistry(directory, { lockWaitMs: 0 });
  await registry.admit(sampleAdmission());
  const locks = join(directory, '.locks');
  writeFileSync(join(locks, 'slugify.lock'), typeof owner === 'string' ? owner : formatTransactionId(owner, random));
  return { registry, locks, next: sampleAdmission({}, sampleSpec({ description: 'Next.' })) };
}

async function sleeper(): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const child = spawn('sleep', ['60']);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return { child, identity: { ...ownIdentity(), pid: child.pid ?? 0, startTicks } };
}

describe('a locked tool', () => {
  it('is LOCKED while its holder lives, for that tool only, and nothing is written', async () => {
    const { identity } = await sleeper();
    const { registry, next } = await lockedBy(identity);
    await expect(registry.admit(next)).rejects.toMatchObject({ code: 'LOCKED' });
    expect(readdirSync(join(registry.directory, '.staging'))).toEqual([]);
    expect((await registry.verify()).ok).toBe(true);
    expect((await registry.admit(sampleAdmission({}, sampleSpec({ name: 'other' })))).status).toBe('admitted');
  });

  it('is taken over once its holder is killed', async () => {
    const { child, identity } = await sleeper();
    const { registry, locks, next } = await lockedBy(identity);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await registry.admit(next)).version).toBe('1.0.1');
    expect(readdirSync(locks)).toEqual([]);
  });

  it.each([
    ['a recycled pid', () => ({ ...ownIdentity(), startTicks: '1' })],
    ['another boot', () => ({ ...ownIdentity(), boot: '00000000' })],
    ['a pid that is not there', () => ({ ...ownIdentity(), pid: 2 ** 22 + 1 })],
  ])('is taken over from %s', async (_, owner) => {
    const { registry, next } = await lockedBy(owner());
    expect((await registry.admit(next)).version).toBe('1.0.1');
  });

  it.each([
    ['a process in another pid namespace, which cannot be seen', () => ({ ...ownIdentity(), pidNamespace: '1' })],
    ['a text that names nobody', () => 'somebody'],
  ])('stays LOCKED by %s', async (_, owner) => {
    const { registry, next } = await lockedBy(owner());
    await expect(registry.admit(next)).rejects.toMatchObject({ code: 'LOCKED' });
  });

  it('is taken over from a dead holder whose successors died too, and their claims are swept', async () => {
    const { registry, locks, next } = await lockedBy(dead('a'));
    writeFileSync(join(locks, `slugify.claim-${dead('a')}`), dead('b'));
    writeFileSync(join(locks, `slugify.claim-${dead('b')}`), dead('c'));
    writeFileSync(join(locks, `slugify.claim-${dead('f')}`), dead('f'));
    expect((await registry.admit(next)).version).toBe('1.0.1');
    expect(readdirSync(locks)).toEqual([]);
  });

  it('stays LOCKED while a living process is taking it over', async () => {
    const { identity } = await sleeper();
    const { registry, locks, next } = await lockedBy(dead('a'));
    writeFileSync(join(locks, `slugify.claim-${dead('a')}`), formatTransactionId(identity, random));
    await expect(registry.admit(next)).rejects.toMatchObject({ code: 'LOCKED' });
  });

  it('is waited for as long as lockWaitMs says', async () => {
    const { child, identity } = await sleeper();
    const { registry, next } = await lockedBy(identity);
    const patient = await openRegistry(registry.directory, { lockWaitMs: 60_000 });
    const admission = patient.admit(next);
    setTimeout(() => child.kill('SIGKILL'), 50);
    expect((await admission).version).toBe('1.0.1');
  });
});

describe('isAlive', () => {
  it('knows this process, and a zombie for dead', async () => {
    expect(isAlive(ownIdentity())).toBe(true);
    // The shell becomes a program that never waits for the child it left behind, which ends with our end of the pipe.
    const script = 'exec 3<&0; cat <&3 & echo $!; exec sleep 60';
    const parent = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [output]: unknown[] = await once(parent.stdout, 'data');
    const pid = Number(String(output));
    while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8') !== 'sleep\n') await sleep(5);
    parent.stdin.end();
    const zombie = await waitForZombie(pid);
    expect(isAlive({ ...ownIdentity(), pid, startTicks: zombie })).toBe(false);
  });
});

async function waitForZombie(pid: number): Promise<string> {
  for (;;) {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return fields[19] ?? '';
    await sleep(5);
  }
}
