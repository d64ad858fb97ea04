import { AarError, refusalCodes, type AarErrorCode } from '@machinist/aar-signer';
import { DriverError, type DriverErrorCode } from '@machinist/driver';
import { LlmError, type LlmErrorCode } from '@machinist/llm-client';
import { PipelineError, type PipelineErrorCode } from '@machinist/pipeline';
import { RegistryError, type RegistryErrorCode } from '@machinist/registry';
import { SandboxError, type SandboxErrorCode } from '@machinist/sandbox-bwrap';
import { describe, expect, it } from 'vitest';
import { CliError, type CliErrorCode } from '../src/errors.ts';
import { exitCodeOfError } from '../src/exit-code-of-error.ts';

// Complete by type: a new code of any package fails to compile until somebody places it here.
const cli: Record<CliErrorCode, number> = {
  USAGE: 64,
  SAMPLE_UNKNOWN: 64,
  NOT_INTERACTIVE: 64,
  FILE_UNUSABLE: 64,
  UNAVAILABLE: 69,
  INTERRUPTED: 130,
};
const pipeline: Record<PipelineErrorCode, number> = {
  CANDIDATE_INVALID: 64,
  SPEC_INVALID: 64,
  POLICY_INVALID: 64,
  SANDBOX_UNAVAILABLE: 69,
  TOOLCHAIN_MISSING: 69,
  GENERATION_FAILED: 1,
  ARGUMENTS_INVALID: 64,
  ABORTED: 130,
};
const llm: Record<LlmErrorCode, number> = {
  HOST_INVALID: 64,
  HOST_UNREACHABLE: 69,
  HOST_FORBIDDEN: 69,
  NOT_OLLAMA: 69,
  MODEL_MISSING: 69,
  MODEL_TOO_LARGE: 69,
  CAPABILITY_MISSING: 69,
  CLOUD_REFUSED: 64,
  INVALID_REQUEST: 64,
  SCHEMA_REJECTED: 69,
  CONTEXT_OVERFLOW: 69,
  CONTEXT_TRUNCATED: 69,
  OUTPUT_TRUNCATED: 1,
  EMPTY_OUTPUT: 1,
  OUTPUT_LOOP: 1,
  SERVER_BUSY: 69,
  SERVER_ERROR: 69,
  STREAM_INCOMPLETE: 69,
  CONNECTION_LOST: 69,
  PROTOCOL_VIOLATION: 69,
  RESPONSE_TOO_LARGE: 69,
  TIMEOUT_CONNECT: 69,
  TIMEOUT_FIRST_BYTE: 69,
  TIMEOUT_IDLE: 69,
  TIMEOUT_TOTAL: 69,
  ABORTED: 130,
  TRANSCRIPT_MISS: 64,
  TRANSCRIPT_INVALID: 64,
  VALIDATION_FAILED: 1,
};
const sandbox: Record<SandboxErrorCode, number> = {
  INVALID_POLICY: 64,
  INVALID_REQUEST: 64,
  SOURCE_MISSING: 64,
  SOURCE_UNREACHABLE: 64,
  REQUIREMENT_UNMET: 69,
  SANDBOX_UNAVAILABLE: 69,
};
const registry: Record<RegistryErrorCode, number> = {
  TOOL_NOT_FOUND: 64,
  VERSION_NOT_FOUND: 64,
  INVALID_TOOL_ID: 64,
  INVALID_VERSION: 64,
  INVALID_ADMISSION: 64,
  INVALID_ARGUMENT: 64,
  NOT_A_REGISTRY: 64,
  FORMAT_UNSUPPORTED: 64,
  INTEGRITY_FAILED: 1,
  LOCKED: 75,
  STORE_FULL: 69,
  STORE_FAILED: 69,
};
const driver: Record<DriverErrorCode, number> = {
  GOAL_UNREADABLE: 64,
  GOAL_INVALID: 64,
  GOAL_SCHEMA_UNSUPPORTED: 64,
  RATIFICATION_REFUSED: 1,
  TASK_TOKEN_UNSAFE: 64,
  GOAL_EXISTS: 64,
  LOCKED: 75,
  JOURNAL_INVALID: 64,
  JOURNAL_FOREIGN: 64,
  JOURNAL_CUT: 64,
  OVERRIDE_LOG_INVALID: 64,
  OVERRIDE_INVALID: 64,
  TASK_UNKNOWN: 64,
  OPERATOR_KEY_UNUSABLE: 64,
  ALERT_CHANNEL_INVALID: 64,
  ORPHAN_ALIVE: 75,
  STATE_WRITE_FAILED: 69,
};
const aarCommandCodes = [
  'USAGE',
  'OPTION_INVALID',
  'FILE_UNREADABLE',
  'FILE_UNWRITABLE',
  'FILE_EXISTS',
  'PRIVATE_KEY_INVALID',
  'KEY_OWNER_UNKNOWN',
  'KEY_OF_ANOTHER_SIGNER',
  'RECORD_OF_ANOTHER_SIGNER',
  'RECORD_NOT_JSON',
  'LOG_LOCKED',
  'LOG_ENTRY_MISSING',
  'LOG_DAMAGED',
  'LOG_ROLLED_BACK',
] as const;
const aar: readonly AarErrorCode[] = [...refusalCodes, ...aarCommandCodes];
// Fails to compile when the signer gets a code that is not listed above.
const unlisted: Exclude<AarErrorCode, (typeof refusalCodes)[number] | (typeof aarCommandCodes)[number]>[] = [];

function place<Code extends string>(codes: Record<Code, number>, create: (code: Code) => Error): [string, number][] {
  const placed: [string, number][] = [];
  for (const code in codes) placed.push([code, exitCodeOfError(create(code))]);
  return placed;
}

describe('the exit code of an error', () => {
  it.each([
    ['cli', cli, place(cli, (code) => new CliError(code, 'x'))],
    ['pipeline', pipeline, place(pipeline, (code) => new PipelineError(code, 'x'))],
    ['llm-client', llm, place(llm, (code) => new LlmError(code, 'x'))],
    ['sandbox-bwrap', sandbox, place(sandbox, (code) => new SandboxError(code, 'x'))],
    ['registry', registry, place(registry, (code) => new RegistryError(code, 'x'))],
    ['driver', driver, place(driver, (code) => new DriverError(code, 'x'))],
  ])('is pinned for every code of %s', (_package, expected, placed) => {
    expect(Object.fromEntries(placed)).toStrictEqual(expected);
  });

  it('is 64 for every code of aar-signer but that of a locked log', () => {
    expect(unlisted).toStrictEqual([]);
    const others = aar.filter((code) => code !== 'LOG_LOCKED');
    expect(new Set(others.map((code) => exitCodeOfError(new AarError(code, 'x'))))).toStrictEqual(new Set([64]));
    expect(exitCodeOfError(new AarError('LOG_LOCKED', 'x'))).toBe(75);
  });

  it('is 70 for what no package knows, whatever code it claims', () => {
    const claims = [new Error('x'), Object.assign(new Error('x'), { code: 'LOCKED' }), 'text', null, undefined];
    expect(claims.map(exitCodeOfError)).toStrictEqual([70, 70, 70, 70, 70]);
  });
});
