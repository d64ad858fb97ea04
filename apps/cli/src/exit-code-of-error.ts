import { AarError } from '@machinist/aar-signer';
import { DriverError } from '@machinist/driver';
import { LlmError } from '@machinist/llm-client';
import { PipelineError } from '@machinist/pipeline';
import { RegistryError } from '@machinist/registry';
import { SandboxError } from '@machinist/sandbox-bwrap';
import { CliError } from './errors.ts';
import { exitCode, type ExitCode } from './exit-code.ts';

const { usage, unavailable, internal, locked, interrupted, notGood } = exitCode;

// Codes that are not listed for a package take its `other` exit code: the input was wrong.
const table: readonly {
  readonly is: (error: unknown) => error is Error & { readonly code: string };
  readonly codes: Readonly<Record<string, ExitCode>>;
  readonly other: ExitCode;
}[] = [
  {
    is: (error) => CliError.isInstance(error),
    codes: { UNAVAILABLE: unavailable, INTERRUPTED: interrupted },
    other: usage,
  },
  {
    is: (error) => PipelineError.isInstance(error),
    codes: {
      SANDBOX_UNAVAILABLE: unavailable,
      TOOLCHAIN_MISSING: unavailable,
      GENERATION_FAILED: notGood,
      ABORTED: interrupted,
    },
    other: usage,
  },
  {
    is: (error) => LlmError.isInstance(error),
    codes: {
      HOST_INVALID: usage,
      INVALID_REQUEST: usage,
      CLOUD_REFUSED: usage,
      TRANSCRIPT_MISS: usage,
      TRANSCRIPT_INVALID: usage,
      ABORTED: interrupted,
      VALIDATION_FAILED: notGood,
      OUTPUT_TRUNCATED: notGood,
      EMPTY_OUTPUT: notGood,
      OUTPUT_LOOP: notGood,
    },
    other: unavailable,
  },
  {
    is: (error) => SandboxError.isInstance(error),
    codes: { SANDBOX_UNAVAILABLE: unavailable, LIMIT_UNENFORCEABLE: unavailable, REQUIREMENT_UNMET: unavailable },
    other: usage,
  },
  {
    is: (error) => RegistryError.isInstance(error),
    codes: { LOCKED: locked, INTEGRITY_FAILED: notGood, STORE_FULL: unavailable, STORE_FAILED: unavailable },
    other: usage,
  },
  { is: (error) => DriverError.isInstance(error), codes: { LOCKED: locked }, other: usage },
  { is: (error) => AarError.isInstance(error), codes: {}, other: usage },
];

/** The exit code of anything that was thrown. What no package knows is a defect. */
export function exitCodeOfError(error: unknown): ExitCode {
  for (const { is, codes, other } of table) if (is(error)) return codes[error.code] ?? other;
  return internal;
}
