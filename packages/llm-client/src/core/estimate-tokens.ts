/** A prompt's messages as far as the estimate needs them. */
export type EstimatedMessages = readonly { readonly content: string }[];

const asciiPerToken = 3.4;
const tokensPerMessage = 8;
const tokensPerTemplate = 64;

/** A careful (high) estimate of the prompt's tokens; servers offer no tokenizer. */
export function estimatePromptTokens(messages: EstimatedMessages): number {
  const text = messages.reduce((sum, { content }) => {
    const { ascii, other } = countCharacters(content);
    return sum + ascii / asciiPerToken + other;
  }, 0);
  return Math.ceil(text) + messages.length * tokensPerMessage + tokensPerTemplate;
}

/** Fewer tokens than this cannot hold the prompt: runs are collapsed and long tokens assumed throughout. */
export function leastPromptTokens(messages: EstimatedMessages): number {
  const text = messages.reduce((sum, { content }) => {
    const { ascii, other } = countCharacters(content.replaceAll(/\s+/g, ' ').replaceAll(/(.)\1{3,}/g, '$1$1$1'));
    return sum + ascii / 7 + other / 4;
  }, 0);
  return Math.floor(text);
}

function countCharacters(text: string): { ascii: number; other: number } {
  let ascii = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) < 128) ascii += 1;
  return { ascii, other: text.length - ascii };
}
