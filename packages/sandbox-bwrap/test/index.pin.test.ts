import { describe, expect, it } from 'vitest';
import * as surface from '../src/index.ts';

describe('the public surface', () => {
  it('exports exactly these values', () => {
    expect(Object.keys(surface).toSorted()).toEqual([
      'SandboxError',
      'compileSandbox',
      'explainSystemCall',
      'hashPolicy',
      'parsePolicy',
      'policySchema',
      'probeSandbox',
      'runSandboxed',
      'startSandboxed',
    ]);
  });

  it('recognises its errors across copies of the package and nothing else', () => {
    const error = new surface.SandboxError('INVALID_POLICY', 'x');
    const copy = Object.defineProperty(new Error('x'), Symbol.for('machinist.sandbox-bwrap.error'), { value: true });
    expect(surface.SandboxError.isInstance(error)).toBe(true);
    expect(surface.SandboxError.isInstance(copy)).toBe(true);
    expect(surface.SandboxError.isInstance(new Error('x'))).toBe(false);
  });
});
