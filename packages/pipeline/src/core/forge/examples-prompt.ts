import type { Language } from '../spec-schema.ts';
import type { Signature } from './normalise-signature.ts';
import { assembleSpec } from './assemble-spec.ts';
import { describeSpec } from './describe-spec.ts';
import { prompt, type PromptMessage } from './prompt.ts';

/** Second request: calls with their true outcomes, for the contract that the first answer gave. */
export function examplesPrompt(goal: string, language: Language, signature: Signature): readonly PromptMessage[] {
  const contract = describeSpec(assembleSpec(language, signature, { analysis: '', examples: [] }));
  const count = signature.params.length === 0 ? '1 to 5' : '2 to 5';
  return prompt(`Here is the contract of a function.

GOAL
${goal.trim()}
END OF GOAL

CONTRACT
${contract}
END OF CONTRACT

Write ${count} examples: calls with the outcome that the contract demands. Work each outcome out step by step in "analysis" first.

Rules:
- a call that works: "expect" is "value", "outcome_error" is "none", "outcome_value" is the result
- a call that fails: "expect" is "error", "outcome_error" is the code, "outcome_value" is any value of the right type (it is ignored)
- ${signature.failures.length > 0 ? 'at least one call that works and at least one that fails' : 'every call works'}
- one ordinary call, one at the edge (empty, zero, largest); never the same arguments twice`);
}
