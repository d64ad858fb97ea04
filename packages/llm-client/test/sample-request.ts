import type { ChatRequest } from '../src/index.ts';
import { LlmError } from '../src/index.ts';

/** A small, complete request; tests change what they are about. */
export const sampleRequest: ChatRequest = {
  model: 'llama3.2',
  messages: [{ role: 'user', content: 'Say hi' }],
  options: { temperature: 0, seed: 7, numCtx: 4096, numPredict: 200 },
};

/** The package's error that a promise rejects with; fails the test for anything else. */
export async function rejection(promise: Promise<unknown>): Promise<LlmError> {
  const [outcome] = await Promise.allSettled([promise]);
  if (outcome.status === 'rejected' && LlmError.isInstance(outcome.reason)) return outcome.reason;
  throw new Error(`expected an LlmError, got ${JSON.stringify(outcome)}`, { cause: outcome });
}
