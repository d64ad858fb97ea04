import type { CompileInput } from '../../src/core/compile-sandbox.ts';
import { parsePolicy } from '../../src/core/parse-policy.ts';
import type { SandboxPolicyInput } from '../../src/core/policy-schema.ts';

/** The starter that has to be told what would leak. */
export function leaking(...leakedDescriptors: readonly number[]): Pick<CompileInput, 'starter'> {
  return { starter: { kind: 'prlimit', path: '/usr/bin/prlimit', leakedDescriptors } };
}

/** A complete compiler input on an invented host, so that nothing depends on the machine the tests run on. */
export function sampleInput(policy: SandboxPolicyInput = {}, rest: Partial<CompileInput> = {}): CompileInput {
  return {
    command: ['true'],
    policy: parsePolicy(policy),
    mounts: [],
    files: [],
    channels: [],
    host: {
      topLevel: [
        { path: '/bin', linkTarget: 'usr/bin' },
        { path: '/lib', linkTarget: null },
      ],
      systemFiles: ['/etc/ld.so.cache'],
      maskedProc: ['/proc/keys'],
    },
    bwrap: '/usr/bin/bwrap',
    resourceLimits: { core: 0, nofile: 1024 },
    seccomp: new Uint8Array([1]),
    starter: { kind: 'prlimit', path: '/usr/bin/prlimit', leakedDescriptors: [] },
    ...rest,
  };
}
