import { createHash } from 'node:crypto';
import type { SandboxPolicy } from '../core/policy-schema.ts';
import { describeAction } from '../core/seccomp/action.ts';
import { findArchitecture } from '../core/seccomp/architecture.ts';
import type { Architecture } from '../core/seccomp/architecture.ts';
import { evaluateFilter } from '../core/seccomp/evaluate-filter.ts';
import { encodeFilter } from '../core/seccomp/filter-program.ts';
import { policyFilter } from '../core/seccomp/policy-filter.ts';
import { SandboxError } from '../errors.ts';
import { kernelVersion } from './kernel-version.ts';

const compiled = new Map<string, Uint8Array>();

/** The filter program a policy asks for, for this machine. Throws SandboxError `INVALID_POLICY` or `SANDBOX_UNAVAILABLE`. */
export function seccompFilter(choice: SandboxPolicy['seccomp']): Uint8Array {
  const name = typeof choice === 'string' ? choice : null;
  const known = name === null ? undefined : compiled.get(name);
  if (known !== undefined) return known;
  const bytes = encodeFilter(policyFilter(choice, thisArchitecture(), kernelVersion()));
  if (name !== null) compiled.set(name, bytes);
  return bytes;
}

const hashes = new WeakMap<Uint8Array, string>();

/** `sha256:<hex>` of a filter program, bytes as the kernel gets them. */
export function hashFilter(bytes: Uint8Array): string {
  const hash = hashes.get(bytes) ?? `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  hashes.set(bytes, hash);
  return hash;
}

/**
 * What the filter answers to one system call: `allow`, `errno <number>`, `kill`, `trap` or `log`.
 * Throws SandboxError `INVALID_REQUEST` for a name this machine does not have.
 */
export function explainSystemCall(
  choice: SandboxPolicy['seccomp'],
  name: string,
  args: readonly (bigint | number)[] = [],
): string {
  const architecture = thisArchitecture();
  const number = architecture.numbers.get(name);
  if (number === undefined) {
    throw new SandboxError(
      'INVALID_REQUEST',
      `There is no system call ${JSON.stringify(name.slice(0, 100))} on ${process.arch}. Use its Linux name, such as "openat".`,
    );
  }
  const call = {
    auditValue: architecture.auditValue,
    number,
    args: args.map((value) => BigInt.asUintN(64, BigInt(value))),
  };
  return describeAction(evaluateFilter(policyFilter(choice, architecture, kernelVersion()), call));
}

function thisArchitecture(): Architecture {
  const architecture = findArchitecture(process.arch);
  if (architecture === null) {
    throw new SandboxError(
      'SANDBOX_UNAVAILABLE',
      `No system call filter can be made for ${process.arch}, so nothing was run. Use an x64 or arm64 machine.`,
    );
  }
  return architecture;
}
