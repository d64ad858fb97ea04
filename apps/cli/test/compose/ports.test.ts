import { join } from 'node:path';
import type { AttestorPort } from '@machinist/driver';
import { createOllamaClient, createReplayClient, readTranscript } from '@machinist/llm-client';
import type { ModelPort, SandboxPort } from '@machinist/pipeline';
import { startSandboxed } from '@machinist/sandbox-bwrap';
import { describe, expect, it } from 'vitest';
import { driverPorts } from '../../src/compose/compose-driver.ts';
import { sandbox } from '../../src/compose/compose-gate.ts';
import { transcriptsDirectory } from '../../src/package-files.ts';

// The assignments are the test: tsc refuses them when a leaf no longer fits the port of its consumer.
describe('the ports of the orchestrators', () => {
  it('are satisfied by the live client and by the replay client', async () => {
    const live: ModelPort = createOllamaClient({});
    const replay: ModelPort = createReplayClient(await readTranscript(join(transcriptsDirectory, 'slugify.ndjson')));
    for (const port of [live, replay]) {
      expect(port).toMatchObject({ chat: expect.any(Function), structured: expect.any(Function) });
    }
  });

  it('are satisfied by the sandbox as it is, without an adapter', () => {
    const port: SandboxPort = { start: startSandboxed };
    expect(sandbox).toStrictEqual(port);
  });

  it('are satisfied by the signer', () => {
    const port: AttestorPort | undefined = driverPorts({}).attestor;
    expect(port).toMatchObject({ sign: expect.any(Function) });
  });

  it('are refused by the compiler when a method is missing', () => {
    // @ts-expect-error: without `structured` it is no model
    const half: ModelPort = { chat: async () => Promise.reject(new Error('never asked')) };
    // @ts-expect-error: a sandbox that starts nothing is none
    const none: SandboxPort = {};
    // @ts-expect-error: the driver must be told whether a record was signed
    const silent: AttestorPort = { sign: async () => undefined };
    expect([half, none, silent]).toHaveLength(3);
  });
});
