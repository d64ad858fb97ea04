import { expect, it } from 'vitest';
import { parseSpec } from '../../../src/core/candidate.ts';
import { contractSource } from '../../../src/languages/python/contract-source.ts';
import { loadPythonFixture } from './load-python-fixture.ts';

it('calls the tool with every number of arguments that a caller may give', () => {
  const spec = parseSpec(loadPythonFixture('controls/pad-text')['spec.json'] ?? '');
  expect(contractSource(spec, false).split('\n')).toEqual([
    'from typing import Any, Mapping, Sequence, Union',
    'from tool import pad_text as tool',
    'def contract(argument0: str, argument1: int, argument2: str, argument3: bool) -> Sequence[str]:',
    '    return [tool(argument0, argument1), tool(argument0, argument1, argument2), tool(argument0, argument1, argument2, argument3)]',
    '',
  ]);
});

it('asks for an awaitable where the tool is asynchronous, and for a mapping where several fields are returned', () => {
  const spec = parseSpec(loadPythonFixture('controls/split-name')['spec.json'] ?? '');
  expect(contractSource(spec, true)).toContain('-> Sequence[Awaitable[Mapping[str, object]]]:');
});
