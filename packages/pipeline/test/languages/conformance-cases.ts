import type { CandidateFiles } from '../../src/core/candidate.ts';
import type { Language } from '../../src/core/spec-schema.ts';
import { loadFixture } from '../gate/load-fixture.ts';
import { loadPythonFixture } from './python/load-python-fixture.ts';

/** The same honest tool with the same tests, in each language. */
export const honestCandidates: Readonly<Record<Language, CandidateFiles>> = {
  typescript: loadFixture('honest'),
  python: loadPythonFixture('honest'),
};

const toolNames: Readonly<Record<Language, string>> = { typescript: 'tool.ts', python: 'tool.py' };
const suiteNames: Readonly<Record<Language, string>> = {
  typescript: 'tests/unit.test.ts',
  python: 'tests/test_unit.py',
};
const suiteHeads: Readonly<Record<Language, string>> = {
  typescript: "import { expect, it, vi } from 'vitest';\nimport { parseDuration } from '../tool.ts';\n",
  python: 'import pytest\nfrom tool import parse_duration\n\n\n',
};

/** What the gate must say of one wrong candidate, whatever language it is written in. */
export interface ConformanceCase {
  readonly name: string;
  readonly verdict: 'fail' | 'deferred';
  readonly finding: string;
  /** Limits of this case, where it needs others than the rest. */
  readonly limits?: { readonly callMs?: number; readonly memoryBytes?: number };
  /** The body of the tool's function, or ... */
  readonly tool?: Readonly<Record<Language, string>>;
  /** ... the tests of the unit suite. */
  readonly suite?: Readonly<Record<Language, string>>;
}

/** The candidate of a case in a language. */
export function conformanceCandidate({ tool, suite }: ConformanceCase, language: Language): CandidateFiles {
  return {
    ...honestCandidates[language],
    ...(tool === undefined ? {} : { [toolNames[language]]: wrapTool(language, tool[language]) }),
    ...(suite === undefined ? {} : { [suiteNames[language]]: `${suiteHeads[language]}${suite[language]}\n` }),
  };
}

function wrapTool(language: Language, body: string): string {
  return language === 'typescript'
    ? `export function parseDuration(text: string): number {\n  ${body}\n}\n`
    : `def parse_duration(text: str) -> int:\n    ${body.replaceAll('\n', '\n    ')}\n`;
}

/** The cases. */
export const conformanceCases: readonly ConformanceCase[] = [
  {
    name: 'wrong answers',
    verdict: 'fail',
    finding: 'example.wrong',
    tool: { typescript: 'return text.length;', python: 'return len(text)' },
  },
  {
    name: 'a call that never ends',
    verdict: 'fail',
    finding: 'tool.hangs',
    tool: {
      typescript: 'for (;;) if (text === "never") return 1;',
      python: 'while True:\n    if text == "never":\n        return 1',
    },
  },
  {
    name: 'a tool that eats memory',
    verdict: 'fail',
    finding: 'tool.memory',
    limits: { callMs: 12_000, memoryBytes: 201_326_592 },
    tool: {
      typescript:
        'const kept: string[][] = []; for (;;) { kept.push(Array.from({ length: 1_000_000 }, () => text)); if (kept.length > 1e9) return 1; }',
      python:
        'kept: list[list[str]] = []\nwhile True:\n    kept.append([text] * 10_000_000)\n    if len(kept) > 10**9:\n        return 1',
    },
  },
  {
    name: 'a tool that floods its output',
    verdict: 'fail',
    finding: 'tool.floods',
    tool: {
      typescript: 'for (let at = 0; at < 1e9; at += 1) console.log(text.padEnd(10_000)); return 1;',
      python: 'for _ in range(10**9):\n    print(text.ljust(10_000))\nreturn 1',
    },
  },
  {
    name: 'a capability that is not declared',
    verdict: 'fail',
    finding: 'capability.undeclared',
    tool: {
      typescript: 'return Date.now() - Date.now() + text.length;',
      python: 'import time\n\nreturn int(time.time() - time.time()) + len(text)',
    },
  },
  {
    name: 'text run as code',
    verdict: 'fail',
    finding: 'construct.eval',
    tool: { typescript: 'return Number(eval(text));', python: 'return int(eval(text))' },
  },
  {
    name: 'a test that asserts nothing',
    verdict: 'deferred',
    finding: 'tests.no-assertion',
    suite: {
      typescript: "it('runs', () => { parseDuration('1h'); });",
      python: 'def test_runs():\n    parse_duration("1h")',
    },
  },
  {
    name: 'a test that compares the tool with itself',
    verdict: 'deferred',
    finding: 'tests.expected-from-tool',
    suite: {
      typescript: "it('is itself', () => { expect(parseDuration('1h')).toBe(parseDuration('1h')); });",
      python: 'def test_is_itself():\n    assert parse_duration("1h") == parse_duration("1h")',
    },
  },
  {
    name: 'a test that is skipped',
    verdict: 'deferred',
    finding: 'tests.modifier',
    suite: {
      typescript:
        "it('runs', () => { expect(parseDuration('1h')).toBe(3_600_000); });\nit.skip('is skipped', () => { expect(parseDuration('1h')).toBe(1); });",
      python:
        'def test_runs():\n    assert parse_duration("1h") == 3_600_000\n\n\n@pytest.mark.skip\ndef test_is_skipped():\n    assert parse_duration("1h") == 1',
    },
  },
  {
    name: 'a failing assertion that is caught',
    verdict: 'deferred',
    finding: 'tests.swallowed-assertion',
    suite: {
      typescript: "it('hides', () => { try { expect(parseDuration('1h')).toBe(1); } catch { /* nothing */ } });",
      python:
        'def test_hides():\n    try:\n        assert parse_duration("1h") == 1\n    except AssertionError:\n        pass',
    },
  },
  {
    name: 'a mock of the tool',
    verdict: 'fail',
    finding: 'tests.mock',
    suite: {
      typescript:
        "vi.mock('../tool.ts', () => ({ parseDuration: () => 1 }));\nit('is mocked', () => { expect(parseDuration('1h')).toBe(1); });",
      python:
        'def test_is_mocked(monkeypatch):\n    monkeypatch.setattr("tool.parse_duration", lambda text: 1)\n    assert parse_duration("1h") == 1',
    },
  },
];
