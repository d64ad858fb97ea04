import type { AttemptFailure } from '../errors.ts';
import type { ChatRequest } from './chat-request-schema.ts';

const mostProblems = 5;
const longestEcho = 2000;
const largestSeed = 2_147_483_647;

/**
 * The request for one attempt of a structured call. First: as asked, the shape written under the last message.
 * Second: the same with the problems fed back, a little warmer, next seed. Later ones start afresh, warmer still: a
 * model that fails twice is better off without its own mistakes in view.
 */
export function structuredRequest(
  request: ChatRequest,
  shape: string,
  attempt: number,
  previous: AttemptFailure | undefined,
): ChatRequest {
  const { temperature, seed, numPredict, numCtx } = request.options;
  const messages = request.messages.map((message, index) =>
    index === request.messages.length - 1
      ? { ...message, content: `${message.content}\n\n${shapeInstruction(shape)}` }
      : message,
  );
  const grown =
    previous?.code === 'OUTPUT_TRUNCATED'
      ? Math.max(numPredict, Math.min(numPredict * 2, Math.floor(numCtx / 2)))
      : numPredict;
  return {
    ...request,
    messages: attempt === 2 && previous ? [...messages, ...feedback(previous)] : messages,
    options: {
      ...request.options,
      temperature: attempt === 1 ? temperature : Math.max(temperature, attempt === 2 ? 0.2 : 0.5),
      seed: (seed + attempt - 1) % (largestSeed + 1),
      numPredict: grown,
    },
  };
}

function shapeInstruction(shape: string): string {
  return `Answer with exactly one JSON document of this shape and nothing else:\n${shape}`;
}

function feedback(previous: AttemptFailure): ChatRequest['messages'] {
  const problems = previous.problems.slice(0, mostProblems).map((problem) => `- ${problem}`);
  const request = {
    role: 'user' as const,
    content: `That answer was not accepted:\n${problems.join('\n')}\nAnswer again with the whole corrected JSON document and nothing else.`,
  };
  if (previous.text === '') return [request];
  const echo = previous.text.length > longestEcho ? `${previous.text.slice(0, longestEcho)}…` : previous.text;
  return [{ role: 'assistant', content: echo }, request];
}
