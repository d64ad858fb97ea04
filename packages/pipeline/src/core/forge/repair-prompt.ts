import type { ToolSpec } from '../spec-schema.ts';
import { codeRules } from './code-rules.ts';
import { describeSpec } from './describe-spec.ts';
import { fence, fenceTag } from './fence.ts';
import { prompt, type PromptMessage } from './prompt.ts';

/** Repair of the CODE: specification, previous code and `repairFindings` output. Tests are no parameter of it. */
export function repairPrompt(
  spec: ToolSpec,
  previousCode: string,
  findings: readonly string[],
): readonly PromptMessage[] {
  return prompt(`This function should fulfil the contract, but checks found mistakes in it. Correct the function.

CONTRACT
${describeSpec(spec)}
END OF CONTRACT

THE CODE SO FAR
${fence(previousCode, fenceTag(spec.language))}

WHAT THE CHECKS SAY
${fence(findings.length === 0 ? 'The checks failed without a message.' : findings.map((finding) => `- ${finding}`).join('\n'), 'text')}

Find the cause of each mistake, then write the whole file again. Do not special-case the inputs above: the same mistake will be tried with others.

${codeRules(spec)}`);
}
