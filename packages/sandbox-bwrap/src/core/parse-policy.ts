import type { ZodError } from 'zod';
import { SandboxError } from '../errors.ts';
import { policySchema } from './policy-schema.ts';
import type { SandboxPolicy } from './policy-schema.ts';

/** Fills in the defaults of a policy. Throws SandboxError `INVALID_POLICY`, its message naming every wrong path. */
export function parsePolicy(value: unknown): SandboxPolicy {
  const parsed = policySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SandboxError('INVALID_POLICY', `The sandbox policy is not valid: ${describeIssues(parsed.error)}.`, {
    cause: parsed.error,
  });
}

function describeIssues(error: ZodError): string {
  return error.issues
    .map((issue) => `${issue.path.length === 0 ? '(policy)' : issue.path.join('.')}: ${issue.message}`)
    .join('; ');
}
