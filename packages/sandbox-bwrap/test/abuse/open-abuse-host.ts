import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attempt } from './attempt.ts';
import { filesystemAttempts } from './filesystem-attempts.ts';
import { kernelAttempts } from './kernel-attempts.ts';
import { leakAttempts, secret } from './leak-attempts.ts';
import { networkAttempts } from './network-attempts.ts';
import { processAttempts } from './process-attempts.ts';
import { resourceAttempts } from './resource-attempts.ts';

/** A host worth attacking: it listens, and its environment holds a secret. */
export interface AbuseHost {
  readonly attempts: readonly Attempt[];
  /** Holds the listening socket file. */
  readonly directory: string;
  close(): void;
}

/** Prepares this process as the host of the whole suite. */
export async function openAbuseHost(): Promise<AbuseHost> {
  process.env['SANDBOX_ABUSE_SECRET'] = secret;
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-abuse-'));
  const abstractName = `sandbox-abuse-${process.pid}`;
  const socketPath = join(directory, 'socket');
  const servers = await Promise.all([
    listen({ port: 0, host: '0.0.0.0' }),
    listen({ path: `\0${abstractName}` }),
    listen({ path: socketPath }),
  ]);
  const address = servers[0].address();
  const tcpPort = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    attempts: [
      ...filesystemAttempts,
      ...leakAttempts,
      ...kernelAttempts,
      ...networkAttempts({ tcpPort, abstractName, socketPath }),
      ...processAttempts(process.pid),
      ...resourceAttempts,
    ],
    directory,
    close() {
      delete process.env['SANDBOX_ABUSE_SECRET'];
      for (const server of servers) server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function listen(
  where: { readonly path: string } | { readonly port: number; readonly host: string },
): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(where, resolve));
  return server;
}
