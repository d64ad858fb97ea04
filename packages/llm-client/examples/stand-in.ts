import { createOllamaClient, LlmError } from '@machinist/llm-client';
import { standInLine, startStandInServer } from '@machinist/llm-client/testing';

const half = `${standInLine('llama3.2', { content: 'The answer is' })}\n`;
const server = await startStandInServer({
  replies: [[{ do: 'head' }, { do: 'body', bytes: half }, { do: 'end' }], 'The answer is 42.'],
});
const client = createOllamaClient({ host: server.url });
const question = {
  model: 'llama3.2',
  messages: [{ role: 'user' as const, content: 'What is the answer?' }],
  options: { temperature: 0, seed: 7, numCtx: 4096, numPredict: 50 },
};

try {
  await client.chat(question);
} catch (error) {
  if (LlmError.isInstance(error)) console.log(error.code, error.retryable, error.details.partialText);
}
console.log((await client.chat(question)).text);
console.log(server.chats().length, 'chats arrived');
await server.close();
