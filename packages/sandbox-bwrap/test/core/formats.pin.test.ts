import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/parse-policy.ts';
import { hashPolicy } from '../../src/core/policy-hash.ts';

describe('the policy format', () => {
  it('has exactly these defaults', () => {
    expect(parsePolicy({})).toEqual({
      policyVersion: 1,
      network: false,
      wallMs: 10_000,
      cpuMs: null,
      memoryBytes: 536_870_912,
      pids: 128,
      outputBytes: 1_048_576,
      scratchBytes: 134_217_728,
      tmpBytes: 67_108_864,
      fileBytes: null,
      env: {},
      readOnly: [],
      cwd: '/scratch',
      seccomp: 'strict',
      require: [],
    });
  });

  it('hashes equal policies alike whatever the order of their keys', () => {
    expect(hashPolicy(parsePolicy({ pids: 5, env: { B: '1', A: '2' } }))).toBe(
      hashPolicy(parsePolicy({ env: { A: '2', B: '1' }, pids: 5 })),
    );
    expect(hashPolicy(parsePolicy({}))).not.toBe(hashPolicy(parsePolicy({ pids: 5 })));
  });

  it('hashes the default policy to this value', () => {
    expect(hashPolicy(parsePolicy({}))).toBe('sha256:c7ed2a6671898b663b586d8d5079580ab36c0923e3b2e0ef50411f268961a5c5');
  });
});
