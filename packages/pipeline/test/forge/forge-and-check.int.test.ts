import { describe, expect, it } from 'vitest';
import { checkCandidateFiles, createScriptedModel, forgeCandidate, prepareToolchain } from '../../src/index.ts';
import { createBwrapSandbox } from '../bwrap-sandbox.ts';

const signature = JSON.stringify({
  analysis: 'Cut the number down to the limit if it is above, otherwise leave it.',
  capabilities: [],
  description: 'Gives the smaller of a number and a limit; the limit must not be negative.',
  determinism: 'pure',
  failures: [{ code: 'BAD_LIMIT', retryable: false, when: 'the limit is below zero' }],
  name: 'cap_number',
  params: [
    { name: 'amount', note: '', required: true, type: 'integer' },
    { name: 'limit', note: '0 or more', required: true, type: 'integer' },
  ],
  properties: [{ kind: 'bounds', statement: 'the result is never above the limit' }],
  returns: [{ name: '$', note: 'the smaller of the two', type: 'integer' }],
});
const examples = JSON.stringify({
  analysis: 'Seven is above five, so five. Three is below, so three. Minus one is no limit.',
  examples: [
    { args: { amount: 7, limit: 5 }, expect: 'value', outcome_error: 'none', outcome_value: 5 },
    { args: { amount: 3, limit: 5 }, expect: 'value', outcome_error: 'none', outcome_value: 3 },
    { args: { amount: 3, limit: -1 }, expect: 'error', outcome_error: 'BAD_LIMIT', outcome_value: 0 },
  ],
});

function code(choose: string): string {
  return `\`\`\`ts
export function capNumber(amount: number, limit: number): number {
  if (limit < 0) {
    throw Object.assign(new Error('the limit is negative'), { code: 'BAD_LIMIT' });
  }
  return Math.${choose}(amount, limit);
}
\`\`\``;
}

function suite(imports: string, ...tests: string[]): string {
  return `\`\`\`ts\n${imports}import { expect, it } from 'vitest';\nimport { capNumber } from '../tool.ts';\n\n${tests.join('\n')}\n\`\`\``;
}

const suites = [
  suite(
    '',
    "it('example 1', () => { expect(capNumber(7, 5)).toBe(5); });",
    "it('example 2', () => { expect(capNumber(3, 5)).toBe(3); });",
    "it('the limit 0', () => { expect(capNumber(3, 0)).toBe(0); });",
    "it('BAD_LIMIT', () => { expect(() => capNumber(3, -1)).toThrow(expect.objectContaining({ code: 'BAD_LIMIT' })); });",
  ),
  suite(
    "import fc from 'fast-check';\n",
    "it('bounds', () => { fc.assert(fc.property(fc.nat(), fc.nat(), (limit, above) => { expect(capNumber(limit + above, limit)).toBe(limit); })); });",
  ),
  suite('', "it('the largest integer', () => { expect(capNumber(Number.MAX_SAFE_INTEGER, 9)).toBe(9); });"),
];

function pythonCode(choose: string): string {
  return `\`\`\`python
class _Failure(ValueError):
    code = "BAD_LIMIT"


def cap_number(amount: int, limit: int) -> int:
    if limit < 0:
        raise _Failure("the limit is negative")
    return ${choose}(amount, limit)
\`\`\``;
}

function pythonSuite(imports: string, text: string): string {
  return `\`\`\`python\n${imports}\nfrom tool import cap_number\n\n\n${text}\n\`\`\``;
}

const pythonSuites = [
  pythonSuite(
    'import pytest',
    `def test_example_1():
    assert cap_number(7, 5) == 5


def test_example_2():
    assert cap_number(3, 5) == 3


def test_bad_limit():
    with pytest.raises(ValueError) as caught:
        cap_number(3, -1)
    assert caught.value.code == "BAD_LIMIT"
    assert "negative" in str(caught.value)`,
  ),
  pythonSuite(
    'from hypothesis import given, strategies as st',
    `@given(st.integers(0), st.integers(0))
def test_bounds(limit, above):
    assert cap_number(limit + above, limit) == limit`,
  ),
  pythonSuite(
    '',
    `def test_far_apart():
    assert cap_number(10**15, 0) == 0
    assert cap_number(-(10**15), 10**15) == -(10**15)`,
  ),
];

describe('forgeCandidate with the real gate', () => {
  it('repairs a code that the gate refuses, and only the findings travel', async () => {
    const toolchain = await prepareToolchain();
    const sandbox = createBwrapSandbox();
    const model = createScriptedModel([signature, examples, code('max'), ...suites, code('min')]);
    const outcome = await forgeCandidate(
      { goal: 'never spend more than a limit', model: 'scripted', language: 'typescript' },
      { model, check: (files) => checkCandidateFiles(files, { sandbox, toolchain }) },
    );
    expect(outcome.rounds.map(({ report }) => report.verdict)).toEqual(['fail', 'pass']);
    expect(outcome.status).toBe('passed');
    expect(outcome.files['tool.ts']).toContain('Math.min');
    const repair = model.requests.at(-1)?.messages.at(-1)?.content ?? '';
    expect(repair).toMatch(/capNumber\(.*7.*5.*\) gave 7/);
    expect(repair).not.toMatch(/toBe|fc\.|seed:/);
  });

  it('judges what it forges in Python, and repairs it from the findings alone', async () => {
    const toolchain = await prepareToolchain({ language: 'python' });
    const model = createScriptedModel([signature, examples, pythonCode('max'), ...pythonSuites, pythonCode('min')]);
    const outcome = await forgeCandidate(
      { goal: 'never spend more than a limit', model: 'scripted', language: 'python' },
      { model, check: (files) => checkCandidateFiles(files, { sandbox: createBwrapSandbox(), toolchain }) },
    );
    expect(outcome.rounds.map(({ report }) => report.verdict)).toEqual(['fail', 'pass']);
    expect(outcome.files['tool.py']).toContain('min(amount, limit)');
    expect(model.requests.at(-1)?.messages.at(-1)?.content).toMatch(/cap_number\(.*7.*5.*\) gave 7/);
  });
});
