import type { SandboxPolicyInput } from '../../src/core/policy-schema.ts';
import { SandboxError } from '../../src/errors.ts';
import { runSandboxed } from '../../src/run-sandboxed.ts';
import type { SandboxResult } from '../../src/launch/sandbox-result.ts';

/** Prints one word per way in which the process is not sandboxed; `canary` is a folder of the host only. */
const proof = [
  '[ -e "$1" ] && echo SEES-THE-HOST',
  'read -r pid rest < /proc/self/stat; [ "$pid" -lt 20 ] || echo SHARES-PROCESSES',
  '(: > /usr/.fuzz) 2>/dev/null && echo WRITES-THE-HOST',
  'while read -r key value; do case "$key $value" in "CapEff: 0000000000000000"|"NoNewPrivs: 1"|"Seccomp: 2") n=x$n;; esac; done < /proc/self/status; [ "$n" = xxx ] || echo UNCONFINED',
  'while read -r line; do case "$line" in *eth*|*ens*) echo HAS-NETWORK;; esac; done < /proc/net/dev',
  'echo DONE',
].join('; ');

/** What became of one policy: what the run printed that it should not, or how it was refused. */
export interface PolicyOutcome {
  readonly problems: readonly string[];
  readonly code: string;
  readonly result?: SandboxResult;
}

/** Runs a payload that proves where it is. A policy must give a sandbox or nothing. */
export async function checkPolicy(policy: SandboxPolicyInput, canary: string): Promise<PolicyOutcome> {
  try {
    const command = ['/bin/bash', '-c', `n=; ${proof}`, 'fuzz', canary];
    const result = await runSandboxed({ command, policy: { ...policy } });
    const words = result.stdout.split('\n').filter((word) => /^[A-Z]+-[A-Z-]+$|^UNCONFINED$/.test(word));
    const isExplained = result.status !== 'launch-error' || (result.launchError ?? '').length > 20;
    return { problems: [...words, ...(isExplained ? [] : ['UNEXPLAINED'])], code: result.status, result };
  } catch (error) {
    if (SandboxError.isInstance(error)) return { problems: [], code: error.code };
    return { problems: [`THROWS ${String(error)}`], code: 'unknown' };
  }
}
