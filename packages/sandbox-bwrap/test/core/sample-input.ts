import type { CompileInput } from '../../src/core/compile-sandbox.ts';
import { parsePolicy } from '../../src/core/parse-policy.ts';
import type { SandboxPolicyInput } from '../../src/core/policy-schema.ts';

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
    programs: { bwrap: '/usr/bin/bwrap', prlimit: '/usr/bin/prlimit' },
    resourceLimits: { core: 0, nofile: 1024 },
    seccomp: new Uint8Array([1]),
    leakedDescriptors: [],
    ...rest,
  };
}
