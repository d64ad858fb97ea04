export { SandboxError } from './errors.ts';
export type { SandboxErrorCode } from './errors.ts';
export { policySchema } from './core/policy-schema.ts';
export type { Requirement, SandboxPolicy, SandboxPolicyInput } from './core/policy-schema.ts';
export { parsePolicy } from './core/parse-policy.ts';
export { compileSandbox } from './core/compile-sandbox.ts';
export { startSandboxed } from './start-sandboxed.ts';
export { runSandboxed } from './run-sandboxed.ts';
