import { onTestFinished } from 'vitest';
import type { OllamaClient, OllamaClientOptions } from '../src/index.ts';
import { createOllamaClient } from '../src/index.ts';
import type { StandInOptions, StandInServer, StandInStep } from '../src/testing.ts';
import { standInLine, startStandInServer } from '../src/testing.ts';

/** A client of a fresh stand-in, which ends with the running test. */
export async function setUp(
  options: StandInOptions,
  client: Omit<OllamaClientOptions, 'host'> = {},
): Promise<{ client: OllamaClient; server: StandInServer }> {
  const server = await startStandInServer(options);
  onTestFinished(() => server.close());
  return { server, client: createOllamaClient({ host: server.url, resends: 0, ...client }) };
}

export const line = (content: string): string => `${standInLine('llama3.2', { content })}\n`;
export const doneLine = `${standInLine('llama3.2', { content: '' }, { done: true, done_reason: 'stop' })}\n`;
export const body = (bytes: string, packetBytes?: number): StandInStep => ({
  do: 'body',
  bytes,
  ...(packetBytes === undefined ? {} : { packetBytes }),
});
export const head: StandInStep = { do: 'head' };
export const end: StandInStep = { do: 'end' };
export const hang: StandInStep = { do: 'hang' };
