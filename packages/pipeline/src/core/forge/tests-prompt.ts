import type { ToolSpec } from '../spec-schema.ts';
import type { SuiteName } from './candidate-files.ts';
import { describeSpec } from './describe-spec.ts';
import { fence, fenceTag } from './fence.ts';
import { prompt, type PromptMessage } from './prompt.ts';

const purposes: Readonly<Record<SuiteName, string>> = {
  unit: 'UNIT tests: one test for each example, one for each failure code, and the edges (empty, zero, smallest, largest, one beyond).',
  property:
    'PROPERTY tests: one test for each property of the contract, over generated inputs. Build valid inputs from parts so that you know the right result without calling the function twice.',
  abuse:
    'ABUSE tests: hostile input of the right type. Very long, strange Unicode, control characters, special numbers, almost-valid text. Each either gives the result that the contract demands or fails with a declared code; nothing else.',
};

/**
 * The tests, from the specification ALONE: the code is not a parameter, so it cannot be in this prompt.
 * One request for each suite: small models keep one short file right, and a cut reply costs one file instead of three.
 */
export function testsPrompt(spec: ToolSpec, suite: SuiteName): readonly PromptMessage[] {
  return prompt(`Write tests for a function that somebody else wrote. You know only its contract.

CONTRACT
${describeSpec(spec)}
END OF CONTRACT

Write the ${purposes[suite]}

The file starts like this:
${fence(header(spec, suite), fenceTag(spec.language))}

Rules:
${rules(spec, suite)
  .map((rule) => `- ${rule}`)
  .join('\n')}
- answer with ONE fenced block that holds the whole file, and nothing else`);
}

function header({ language, functionName }: ToolSpec, suite: SuiteName): string {
  if (language === 'python') {
    const library = suite === 'property' ? 'from hypothesis import given, strategies as st' : 'import pytest';
    return `${library}\nfrom tool import ${functionName}`;
  }
  const library = suite === 'property' ? "import fc from 'fast-check';\n" : '';
  return `${library}import { describe, expect, it } from 'vitest';\nimport { ${functionName} } from '../tool.ts';`;
}

function rules(spec: ToolSpec, suite: SuiteName): string[] {
  const shared = [
    'write the expected result as a literal or build it from the generated parts; never get it from the function under test',
    'only expect what the contract says; leave out what it does not decide',
    'every test asserts something; no skipped tests, no mocks, no snapshots, no try/catch around an assertion',
    'name the failure code, example or property in the title of its test',
    'no files, network, environment, clock or randomness of your own',
  ];
  return [...(spec.language === 'typescript' ? typescriptRules(spec, suite) : pythonRules(spec, suite)), ...shared];
}

function typescriptRules({ functionName, failures }: ToolSpec, suite: SuiteName): string[] {
  const code = failures[0]?.code;
  return [
    'strict TypeScript, synchronous',
    ...(suite === 'property'
      ? ['fc.assert(fc.property(fc.string(), (text) => { expect(...)... })) inside each it']
      : []),
    ...(code === undefined
      ? []
      : [`a failure is: expect(() => ${functionName}(...)).toThrow(expect.objectContaining({ code: '${code}' }))`]),
  ];
}

function pythonRules({ functionName, failures }: ToolSpec, suite: SuiteName): string[] {
  const code = failures[0]?.code;
  return [
    'plain test functions whose names start with test_, with assert',
    ...(suite === 'property' ? ['use @given(...) on each test'] : []),
    ...(code === undefined
      ? []
      : [
          `a failure is: with pytest.raises(Exception) as caught: ${functionName}(...), then assert caught.value.code == "${code}"`,
        ]),
  ];
}
