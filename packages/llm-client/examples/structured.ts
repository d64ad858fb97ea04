import { createOllamaClient, LlmError } from '@machinist/llm-client';
import { z } from 'zod';

const client = createOllamaClient({ host: process.env['OLLAMA_HOST'] });

try {
  const { value, attempts, failures } = await client.structured({
    model: 'llama3.2',
    messages: [{ role: 'user', content: 'Who wrote the first program, and where can one write to her?' }],
    options: { temperature: 0, seed: 7, numCtx: 4096, numPredict: 400 },
    schema: z.strictObject({ name: z.string().max(40), mail: z.email() }),
  });
  console.log(value);
  console.log(
    `${attempts.length} answers; not accepted: ${failures.map(({ problems }) => problems.join('; ')).join()}`,
  );
  console.log(
    `from ${attempts.at(-1)?.provenance.model}, digest ${attempts.at(-1)?.provenance.modelDigest?.slice(0, 12)}`,
  );
} catch (error) {
  if (!LlmError.isInstance(error)) throw error;
  console.log(`${error.code}: ${error.message}`);
}
