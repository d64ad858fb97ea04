import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as registry from '../src/index.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const codesIn = (path: string): string[] =>
  [...read(path).matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code ?? '');

describe('the public surface', () => {
  it('has exactly these values', () => {
    expect(Object.keys(registry).toSorted()).toEqual([
      'RegistryError',
      'eventSchema',
      'formatSchema',
      'headSchema',
      'manifestSchema',
      'openRegistry',
    ]);
  });

  it('has exactly these error codes, each in the README', () => {
    const codes = codesIn('../src/errors.ts');
    expect(codes).toEqual([
      'TOOL_NOT_FOUND',
      'VERSION_NOT_FOUND',
      'INVALID_TOOL_ID',
      'INVALID_VERSION',
      'INVALID_ADMISSION',
      'INVALID_ARGUMENT',
      'NOT_A_REGISTRY',
      'FORMAT_UNSUPPORTED',
      'INTEGRITY_FAILED',
      'LOCKED',
      'STORE_FULL',
      'STORE_FAILED',
    ]);
    for (const code of codes) expect(read('../README.md')).toContain(`\`${code}\``);
  });

  it('has exactly these problem codes, each in the README', () => {
    const codes = codesIn('../src/core/problem.ts');
    expect(codes).toEqual([
      'FORMAT_DAMAGED',
      'HEAD_MISSING',
      'HEAD_ROLLED_BACK',
      'HEAD_NOT_LOGGED',
      'HEAD_INVALID',
      'VERSION_MISSING',
      'MANIFEST_INVALID',
      'DIGEST_MISMATCH',
      'FILE_MISSING',
      'FILE_EXTRA',
      'FILE_REFUSED',
      'OBJECT_MISSING',
      'LOG_BROKEN',
      'LOG_TORN',
      'UNFINISHED',
    ]);
    for (const code of codes) expect(read('../README.md')).toContain(`\`${code}\``);
  });
});

describe('RegistryError', () => {
  it('is told from other errors by its brand, also when the class was loaded twice', () => {
    const error = new registry.RegistryError('LOCKED', 'held', { cause: 'why' });
    expect(error).toMatchObject({ name: 'RegistryError', code: 'LOCKED', message: 'held', cause: 'why' });
    expect(registry.RegistryError.isInstance(error)).toBe(true);
    expect(registry.RegistryError.isInstance(Object.assign(new Error('x'), { code: 'LOCKED' }))).toBe(false);
    const copy = Object.assign(new Error('x'), { [Symbol.for('machinist.registry.error')]: true });
    expect(registry.RegistryError.isInstance(copy)).toBe(true);
  });
});
