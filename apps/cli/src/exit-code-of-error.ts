import { AarError, type AarErrorCode } from '@machinist/aar-signer';
import { DriverError, type DriverErrorCode } from '@machinist/driver';
import { LlmError, type LlmErrorCode } from '@machinist/llm-client';
import { PipelineError, type PipelineErrorCode } from '@machinist/pipeline';
import { RegistryError, type RegistryErrorCode } from '@machinist/registry';
import { SandboxError, type SandboxErrorCode } from '@machinist/sandbox-bwrap';
import { CliError, type CliErrorCode } from './errors.ts';
import { exitCode, type ExitCode } from './exit-code.ts';

const { usage, unavailable, internal, locked, interrupted, notGood } = exitCode;

type Codes<Code extends string> = Readonly<Partial<Record<Code, ExitCode>>>;

const cliCodes: Codes<CliErrorCode> = { UNAVAILABLE: unavailable, INTERRUPTED: interrupted };

const pipelineCodes: Codes<PipelineErrorCode> = {
  SANDBOX_UNAVAILABLE: unavailable,
  TOOLCHAIN_MISSING: unavailable,
  GENERATION_FAILED: notGood,
  ABORTED: interrupted,
};

const llmCodes: Codes<LlmErrorCode> = {
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
};

const sandboxCodes: Codes<SandboxErrorCode> = { SANDBOX_UNAVAILABLE: unavailable, REQUIREMENT_UNMET: unavailable };

const registryCodes: Codes<RegistryErrorCode> = {
  LOCKED: locked,
  INTEGRITY_FAILED: notGood,
  STORE_FULL: unavailable,
  STORE_FAILED: unavailable,
};

const driverCodes: Codes<DriverErrorCode> = {
  LOCKED: locked,
  ORPHAN_ALIVE: locked,
  RATIFICATION_REFUSED: notGood,
  STATE_WRITE_FAILED: unavailable,
};

const aarCodes: Codes<AarErrorCode> = { LOG_LOCKED: locked };

// A code that is not listed takes its package's `other` exit code: mostly, the input was wrong.
const table: readonly {
  readonly is: (error: unknown) => error is Error & { readonly code: string };
  readonly codes: Readonly<Record<string, ExitCode>>;
  readonly other: ExitCode;
}[] = [
  { is: (error) => CliError.isInstance(error), codes: cliCodes, other: usage },
  { is: (error) => PipelineError.isInstance(error), codes: pipelineCodes, other: usage },
  { is: (error) => LlmError.isInstance(error), codes: llmCodes, other: unavailable },
  { is: (error) => SandboxError.isInstance(error), codes: sandboxCodes, other: usage },
  { is: (error) => RegistryError.isInstance(error), codes: registryCodes, other: usage },
  { is: (error) => DriverError.isInstance(error), codes: driverCodes, other: usage },
  { is: (error) => AarError.isInstance(error), codes: aarCodes, other: usage },
];

/** The exit code of anything that was thrown. What no package knows is a defect. */
export function exitCodeOfError(error: unknown): ExitCode {
  for (const { is, codes, other } of table) if (is(error)) return codes[error.code] ?? other;
  return internal;
}
