import { LlmError } from '../errors.ts';
import { estimatePromptTokens, leastPromptTokens } from './estimate-tokens.ts';
import { quote } from './quote.ts';
import type { WireChatRequest } from './wire-request.ts';

const safetyFactor = 1.15;
const nearTokens = 8;
// The server keeps these first tokens when it cuts (its num_keep default).
const keptTokens = 4;

/** Throws `CONTEXT_OVERFLOW` when prompt and answer may not fit. `factor` is what this model's real counts taught. */
export function guardContext(body: WireChatRequest, factor: number, modelContext: number | null): void {
  const { num_ctx: asked, num_predict: answer } = body.options;
  const window = modelContext === null ? asked : Math.min(asked, modelContext);
  const estimate = Math.ceil(estimatePromptTokens(body.messages) * factor * safetyFactor);
  if (estimate + answer <= window) return;
  const largest = body.messages.reduce((most, { content }) => Math.max(most, content.length), 0);
  throw new LlmError(
    'CONTEXT_OVERFLOW',
    `The prompt (about ${estimate} tokens, longest message ${largest} characters) and the answer (up to ${answer}) do not fit into the window of ${window} tokens${window < asked ? ' that the model was made for' : ''}. Shorten the prompt, or raise numCtx or lower numPredict.`,
  );
}

/** Throws `CONTEXT_TRUNCATED` when the count of evaluated prompt tokens shows that the server cut the prompt. */
export function checkTruncation(
  body: WireChatRequest,
  promptTokens: number | undefined,
  serverVersion: string | null,
): void {
  if (promptTokens === undefined) return;
  const window = body.options.num_ctx;
  const half = window - Math.floor((window - keptTokens) / 2);
  const least = leastPromptTokens(body.messages);
  // Before 0.30 the count leaves out what a prompt cache supplied, so a low count proves nothing there.
  const isTooLow = promptTokens < least && isAtLeast(serverVersion, 0, 30);
  const isAtCut = [window, half].some((cut) => Math.abs(promptTokens - cut) <= nearTokens);
  if (!isTooLow && !isAtCut) return;
  throw new LlmError(
    'CONTEXT_TRUNCATED',
    `The server read ${promptTokens} prompt tokens where ${isTooLow ? `at least ${least} were sent` : `its window is ${window}`}: it cut the prompt for ${quote(body.model)}. The answer is not used; shorten the prompt or raise numCtx.`,
  );
}

function isAtLeast(version: string | null, major: number, minor: number): boolean {
  const match = /^v?(\d+)\.(\d+)/.exec(version ?? '');
  if (!match) return false;
  const found = [Number(match[1]), Number(match[2])] as const;
  return found[0] > major || (found[0] === major && found[1] >= minor);
}
