import type { ToolSpec } from '../spec-schema.ts';
import { codeRules } from './code-rules.ts';
import { describeSpec } from './describe-spec.ts';
import { prompt, type PromptMessage } from './prompt.ts';

/** Third request: the code, from the specification. */
export function codePrompt(spec: ToolSpec): readonly PromptMessage[] {
  return prompt(`Write the function that fulfils this contract.

CONTRACT
${describeSpec(spec)}
END OF CONTRACT

${codeRules(spec)}`);
}
