import { PipelineError } from '../errors.ts';
import { explainIssues } from './explain-issues.ts';
import { externalPolicy, type GatePolicy, gatePolicySchema, standardPolicy } from './gate-policy-schema.ts';

/** A policy by name, or an object in the form of a policy file. */
export type PolicyChoice = 'standard' | 'external' | Readonly<Record<string, unknown>>;

/** The full policy behind a choice. Throws `POLICY_INVALID`, naming each path that is wrong. */
export function resolvePolicy(choice: PolicyChoice = 'standard'): GatePolicy {
  if (choice === 'standard') return standardPolicy;
  if (choice === 'external') return externalPolicy;
  const parsed = gatePolicySchema.safeParse(choice);
  if (parsed.success) return parsed.data;
  throw new PipelineError(
    'POLICY_INVALID',
    `the gate policy is not valid (${explainIssues(parsed.error, 'policy', standardPolicy)}); correct these paths`,
    { cause: parsed.error },
  );
}
