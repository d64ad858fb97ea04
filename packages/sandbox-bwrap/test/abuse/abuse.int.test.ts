import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from './attempt.ts';
import { filesystemAttempts } from './filesystem-attempts.ts';
import { kernelAttempts } from './kernel-attempts.ts';
import { leakAttempts, secret } from './leak-attempts.ts';
import { networkAttempts } from './network-attempts.ts';
import { processAttempts } from './process-attempts.ts';
import { runAttempts, sandboxRunner, weakRunner } from './run-attempts.ts';

const servers: Server[] = [];
let directory = '';
let attempts: readonly Attempt[] = [];

async function listen(
  where: { readonly path: string } | { readonly port: number; readonly host: string },
): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(where, resolve));
  return server;
}

beforeAll(async () => {
  process.env['SANDBOX_ABUSE_SECRET'] = secret;
  directory = mkdtempSync(join(tmpdir(), 'sandbox-abuse-'));
  const abstractName = `sandbox-abuse-${process.pid}`;
  const socketPath = join(directory, 'socket');
  const tcp = (await listen({ port: 0, host: '0.0.0.0' })).address();
  await listen({ path: `\0${abstractName}` });
  await listen({ path: socketPath });
  const tcpPort = typeof tcp === 'object' ? (tcp?.port ?? 0) : 0;
  attempts = [
    ...filesystemAttempts,
    ...leakAttempts,
    ...kernelAttempts,
    ...networkAttempts({ tcpPort, abstractName, socketPath }),
    ...processAttempts(process.pid),
  ];
});

afterAll(() => {
  delete process.env['SANDBOX_ABUSE_SECRET'];
  for (const server of servers) server.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('the abuse suite', () => {
  it.each([1, 2])('is held, every attempt of it, %i at a time', { timeout: 120_000 }, async (concurrency) => {
    const reports = await runAttempts(attempts, sandboxRunner, concurrency);
    expect(reports.filter(({ outcome }) => outcome !== 'HELD')).toEqual([]);
    expect(reports.length).toBeGreaterThanOrEqual(150);
  });

  it('has no attempt twice', () => {
    expect(new Set(attempts.map(({ area, id }) => `${area} ${id}`)).size).toBe(attempts.length);
  });

  it(
    'breaches an obvious call of Bubblewrap in every area, so that holding means something',
    { timeout: 120_000 },
    async () => {
      const reports = await runAttempts(attempts, weakRunner(directory), 2);
      const breached = reports.filter(({ outcome }) => outcome === 'BREACH');
      expect(reports.filter(({ outcome }) => outcome === 'UNCLEAR')).toEqual([]);
      expect([...new Set(breached.map(({ area }) => area))].toSorted()).toEqual([
        'filesystem',
        'kernel',
        'leak',
        'network',
        'process',
      ]);
      expect(breached.length).toBeGreaterThanOrEqual(process.geteuid?.() === 0 ? 90 : 40);
    },
  );
});
