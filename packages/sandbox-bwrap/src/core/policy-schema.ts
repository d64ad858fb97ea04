import { z } from 'zod';
import { insidePathProblem } from './inside-path.ts';

const oneDayMs = 86_400_000;
/** tmpfs takes a size of 0 as "no limit", so a size below one page is refused. */
const pageBytes = 4096;

const withoutNul = z.string().refine((text) => !text.includes('\0'), 'must not contain a NUL character');

const insidePath = withoutNul.superRefine((path, context) => {
  const problem = insidePathProblem(path);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a plain environment variable name');

/** What a policy can insist on; see `require`. */
export const requirementSchema = z.enum(['cgroup', 'memory', 'pids', 'cpu', 'seccomp', 'non-root']);

/** A protection that must be in force, or nothing runs. */
export type Requirement = z.infer<typeof requirementSchema>;

/**
 * A sandbox policy: everything one run may see and use. Strict: an unknown key is an error.
 * All sizes are in bytes, all times in milliseconds; `null` switches that one limit off.
 */
export const policySchema = z.strictObject({
  policyVersion: z.literal(1).default(1),
  network: z.literal(false).default(false),
  wallMs: z.int().min(1).max(oneDayMs).default(10_000),
  cpuMs: z.int().min(1).max(oneDayMs).nullable().default(null),
  memoryBytes: z
    .int()
    .min(4 * 1024 * 1024)
    .nullable()
    .default(536_870_912),
  pids: z.int().min(1).max(1_000_000).nullable().default(128),
  outputBytes: z
    .int()
    .min(1)
    .max(512 * 1024 * 1024)
    .default(1_048_576),
  scratchBytes: z.int().min(pageBytes).default(134_217_728),
  tmpBytes: z.int().min(pageBytes).default(67_108_864),
  fileBytes: z.int().min(0).nullable().default(null),
  env: z.record(environmentName, withoutNul).default({}),
  readOnly: z
    .array(
      z.strictObject({
        from: withoutNul.refine((path) => path.startsWith('/'), 'must be an absolute path on the host'),
        to: insidePath,
      }),
    )
    .max(256)
    .readonly()
    .default([]),
  cwd: withoutNul
    .refine((path) => path.startsWith('/'), 'must be an absolute path inside the sandbox')
    .default('/scratch'),
  seccomp: z.union([z.enum(['strict', 'docker']), z.record(z.string(), z.unknown())]).default('strict'),
  require: z.array(requirementSchema).readonly().default([]),
});

/** A complete policy, all defaults filled in. */
export type SandboxPolicy = z.output<typeof policySchema>;

/** A policy as it is written: every key is optional. */
export type SandboxPolicyInput = z.input<typeof policySchema>;
