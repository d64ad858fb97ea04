import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/parse-policy.ts';
import { SandboxError } from '../../src/errors.ts';

function problemOf(policy: unknown): SandboxError {
  try {
    parsePolicy(policy);
  } catch (error) {
    if (SandboxError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('the policy was accepted');
}

describe('parsePolicy', () => {
  it.each([
    ['an unknown key', { wallMS: 1 }, 'wallMS'],
    ['a network', { network: true }, 'network'],
    ['a later version', { policyVersion: 2 }, 'policyVersion'],
    ['no time', { wallMs: 0 }, 'wallMs'],
    ['a fraction', { wallMs: 1.5 }, 'wallMs'],
    ['a tmpfs size of 0, which would mean unlimited', { scratchBytes: 0 }, 'scratchBytes'],
    ['a NUL in a value', { env: { A: 'x\0--bind' } }, 'env.A'],
    ['a variable name with =', { env: { 'A=B': '1' } }, 'env.A=B'],
    ['a relative source', { readOnly: [{ from: 'x', to: '/job' }] }, 'readOnly.0.from'],
    ['a mount over the system', { readOnly: [{ from: '/srv', to: '/usr/bin' }] }, 'readOnly.0.to'],
    ['a mount over /proc', { readOnly: [{ from: '/srv', to: '/proc/sys' }] }, 'readOnly.0.to'],
    ['a mount over our passwd', { readOnly: [{ from: '/srv', to: '/etc/passwd' }] }, 'readOnly.0.to'],
    ['a mount where Bubblewrap keeps the host', { readOnly: [{ from: '/srv', to: '/oldroot/x' }] }, 'readOnly.0.to'],
    ['a way up', { readOnly: [{ from: '/srv', to: '/job/../usr' }] }, 'readOnly.0.to'],
    ['an unknown requirement', { require: ['magic'] }, 'require.0'],
    ['a list', [], '(policy)'],
    ['nothing', null, '(policy)'],
  ])('refuses %s and names the path', (_what, policy, path) => {
    const error = problemOf(policy);
    expect(error.code).toBe('INVALID_POLICY');
    expect(error.message).toContain(path);
  });

  it('names every wrong path at once', () => {
    expect(problemOf({ wallMs: -1, pids: 0 }).message).toMatch(/wallMs.*pids/);
  });

  it.each([
    { memoryBytes: null },
    { pids: null },
    { cpuMs: 50 },
    { fileBytes: 0 },
    { seccomp: 'docker' as const },
    { cwd: '/job' },
  ])('accepts %j and keeps it', (policy) => {
    expect(parsePolicy(policy)).toMatchObject(policy);
  });
});
