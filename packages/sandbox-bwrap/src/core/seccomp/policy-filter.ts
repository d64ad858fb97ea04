import { SandboxError } from '../../errors.ts';
import type { SandboxPolicy } from '../policy-schema.ts';
import type { Architecture } from './architecture.ts';
import { compileFilter } from './compile-filter.ts';
import { dockerProfile } from './docker-profile.ts';
import type { FilterInstruction } from './filter-program.ts';
import { profileSchema } from './profile-schema.ts';
import { resolveProfile } from './resolve-profile.ts';
import type { KernelVersion } from './resolve-profile.ts';
import { strictProfile } from './strict-profile.ts';

/** The filter a policy asks for. Throws SandboxError `INVALID_POLICY` naming the path in a custom profile. */
export function policyFilter(
  choice: SandboxPolicy['seccomp'],
  architecture: Architecture,
  kernel: KernelVersion,
): readonly FilterInstruction[] {
  const input = choice === 'strict' ? strictProfile : choice === 'docker' ? dockerProfile : choice;
  const parsed = profileSchema.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `seccomp.${path.join('.')}: ${message}`);
    throw new SandboxError('INVALID_POLICY', `The sandbox policy is not valid: ${problems.join('; ')}.`, {
      cause: parsed.error,
    });
  }
  return compileFilter(resolveProfile(parsed.data, architecture, kernel));
}
