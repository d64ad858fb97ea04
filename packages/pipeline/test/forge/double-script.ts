import type { ToolSpec } from '../../src/index.ts';

/** Replies for a tool that doubles a number, as a small model would write them. */
export const doubleScript = {
  signature: JSON.stringify({
    analysis: 'Multiply by two. A number that is not finite cannot be doubled in a useful way.',
    capabilities: [],
    description: 'Doubles a number; the result is twice the argument.',
    determinism: 'pure',
    failures: [{ code: 'not finite', retryable: false, when: 'the number is NaN or infinite' }],
    name: 'double_it',
    params: [{ name: 'the number', note: '', required: true, type: 'number' }],
    properties: [{ kind: 'monotonic', statement: 'a larger number gives a larger result' }],
    returns: [{ name: '$', note: 'twice the number', type: 'number' }],
  }),
  examples: JSON.stringify({
    analysis: 'Two times two is four. Zero stays zero. There is no JSON for NaN, so 1e400 stands for it.',
    examples: [
      { args: { theNumber: 2 }, expect: 'value', outcome_error: 'none', outcome_value: 4 },
      { args: { theNumber: 0 }, expect: 'error', outcome_error: 'NOT_FINITE', outcome_value: 0 },
    ],
  }),
  code: codeReply('return theNumber + theNumber;'),
  wrongCode: codeReply('return theNumber * 3;'),
  otherWrongCode: codeReply('return theNumber * 5;'),
  tests: ['unit', 'property', 'abuse'].map(
    (suite) =>
      `\`\`\`ts\nimport { expect, it } from 'vitest';\nimport { doubleIt } from '../tool.ts';\nit('${suite} marker', () => { expect(doubleIt(2)).toBe(4); });\n\`\`\``,
  ),
};

/** The six replies up to the first check, with the given code. */
export function firstReplies(code: string): string[] {
  return [doubleScript.signature, doubleScript.examples, code, ...doubleScript.tests];
}

/** A reply whose function has `body`. */
export function codeReply(body: string): string {
  return `\`\`\`ts\nexport function doubleIt(theNumber: number): number {\n  ${body}\n}\n\`\`\``;
}

/** A specification for tests of prompts and evidence. */
export const doubleSpec: ToolSpec = {
  specVersion: 1,
  language: 'typescript',
  name: 'double-it',
  functionName: 'doubleIt',
  description: 'Doubles a number; the result is twice the argument.',
  params: [{ name: 'theNumber', type: 'number', required: true, note: '' }],
  returns: [{ name: '$', type: 'number', note: 'twice the number' }],
  failures: [{ code: 'NOT_FINITE', when: 'the number is NaN or infinite', retryable: false }],
  determinism: 'pure',
  capabilities: [],
  examples: [
    { args: { theNumber: 2 }, expect: 'value', value: 4 },
    { args: { theNumber: 0 }, expect: 'error', error: 'NOT_FINITE' },
  ],
  properties: [{ kind: 'monotonic', statement: 'a larger number gives a larger result' }],
  dependencies: [],
};
