import { describe, expect, it } from 'vitest';
import { contractSource } from '../../../src/core/gate/type-check-files.ts';
import { readLintDiagnostics, readTypeDiagnostics } from '../../../src/core/gate/read-tool-diagnostics.ts';
import { parseSpec } from '../../../src/core/candidate.ts';
import type { ToolSpec } from '../../../src/core/spec-schema.ts';
import { loadFixture } from '../../gate/load-fixture.ts';

const spec = parseSpec(loadFixture('honest')['spec.json'] ?? '');
const stated = (change: Partial<ToolSpec>): string | undefined => contractSource({ ...spec, ...change }).split('\n')[1];
const row = (name: string, type: string) => ({ name, type, note: '' });

const diagnostic = (code: string, filename: string) => ({
  message: 'm',
  code,
  filename,
  labels: [{ span: { line: 2 } }],
});

describe('the contract of a spec', () => {
  it('is the type of a function, plain or asynchronous', () => {
    expect(stated({})).toBe('type Stated = (argument0: (string)) => (number) | Promise<(number)>;');
  });

  it('knows optional parameters, arrays, unions and objects', () => {
    const params = [
      { ...row('a', 'integer[][]'), required: true },
      { ...row('b', 'string | null'), required: false },
      { ...row('c', 'object'), required: false },
    ];
    expect(stated({ params, returns: [row('x', 'string[]'), row('y', 'json')] })).toBe(
      'type Stated = (argument0: (((number)[])[]), argument1?: (string | null), argument2?: (any)) => ' +
        '{ readonly x: (readonly (string)[]); readonly y: (unknown) } | Promise<{ readonly x: (readonly (string)[]); readonly y: (unknown) }>;',
    );
  });
});

describe('the output of foreign programs', () => {
  it('becomes findings with file and line, the contract being one of its own', () => {
    const output =
      "tool.ts(3,5): error TS2322: Type 'a' is not assignable.\n  Detail.\ncontract.ts(3,14): error TS2322: No.\ncontract.ts(4,14): error TS2322: No.\ntool.ts(9,1): error TS7006: Parameter 'x' implicitly has an 'any' type.\n";
    expect(readTypeDiagnostics(output, { annotations: 'error' })).toMatchObject([
      { id: 'types.error', file: 'tool.ts', line: 3, effect: 'fail' },
      { id: 'types.annotation-missing', line: 9, effect: 'fail' },
      { id: 'types.contract', file: 'tool.ts', effect: 'fail' },
    ]);
    expect(readTypeDiagnostics(output, { annotations: 'warning' })?.[1]).toMatchObject({
      severity: 'warning',
      effect: 'none',
    });
    const narrower = 'contract.ts(3,14): error TS2322: No.\n';
    expect(readTypeDiagnostics(narrower, { annotations: 'error' })).toMatchObject([
      { id: 'types.contract-narrower', effect: 'fail' },
    ]);
    expect(readTypeDiagnostics(narrower, { annotations: 'warning' })).toMatchObject([
      { id: 'types.contract-narrower', effect: 'none' },
    ]);
    expect(readTypeDiagnostics('', { annotations: 'error' })).toEqual([]);
  });

  it('is not taken for clean when it is something else', () => {
    expect(readTypeDiagnostics('panic: out of memory', { annotations: 'error' })).toBeUndefined();
    expect(readLintDiagnostics('', { lint: 'defer' })).toBeUndefined();
    expect(readLintDiagnostics('{"diagnostics":7}', { lint: 'defer' })).toBeUndefined();
  });

  it('withholds a pass only for what points at a bug in the tool', () => {
    const output = JSON.stringify({
      diagnostics: [
        diagnostic('eslint(no-dupe-keys)', 'tool.ts'),
        diagnostic('eslint(no-unused-vars)', 'tool.ts'),
        diagnostic('eslint(no-dupe-keys)', 'tests/unit.test.ts'),
      ],
    });
    expect(readLintDiagnostics(output, { lint: 'defer' })?.map(({ id }) => id)).toEqual([
      'lint.problem',
      'lint.style',
      'lint.style',
    ]);
    expect(readLintDiagnostics(output, { lint: 'warning' })?.map(({ effect }) => effect)).toEqual([
      'none',
      'none',
      'none',
    ]);
  });
});
