import type { SandboxPolicyInput } from '../src/core/policy-schema.ts';
import type { SandboxRequest } from '../src/core/request.ts';
import type { SandboxResult } from '../src/launch/sandbox-result.ts';
import { runSandboxed } from '../src/run-sandboxed.ts';

/** Runs a shell script of ours inside a sandbox. */
export async function shell(
  script: string,
  policy: SandboxPolicyInput = {},
  rest: Omit<SandboxRequest, 'command' | 'policy'> = {},
): Promise<SandboxResult> {
  return runSandboxed({ command: ['/bin/sh', '-c', script], policy, ...rest });
}
