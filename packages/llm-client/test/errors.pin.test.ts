import { describe, expect, it } from 'vitest';
import type { LlmErrorCode } from '../src/index.ts';
import { LlmError } from '../src/index.ts';

// The compiler holds this list to the union; the literals hold both to what callers match on.
const codes = [
  ['HOST_INVALID', false],
  ['HOST_UNREACHABLE', false],
  ['HOST_FORBIDDEN', false],
  ['NOT_OLLAMA', false],
  ['MODEL_MISSING', false],
  ['MODEL_TOO_LARGE', false],
  ['CAPABILITY_MISSING', false],
  ['CLOUD_REFUSED', false],
  ['INVALID_REQUEST', false],
  ['SCHEMA_REJECTED', false],
  ['CONTEXT_OVERFLOW', false],
  ['CONTEXT_TRUNCATED', false],
  ['OUTPUT_TRUNCATED', false],
  ['EMPTY_OUTPUT', false],
  ['OUTPUT_LOOP', false],
  ['SERVER_BUSY', true],
  ['SERVER_ERROR', false],
  ['STREAM_INCOMPLETE', true],
  ['CONNECTION_LOST', true],
  ['PROTOCOL_VIOLATION', false],
  ['RESPONSE_TOO_LARGE', false],
  ['TIMEOUT_CONNECT', true],
  ['TIMEOUT_FIRST_BYTE', true],
  ['TIMEOUT_IDLE', true],
  ['TIMEOUT_TOTAL', false],
  ['ABORTED', false],
  ['TRANSCRIPT_MISS', false],
  ['TRANSCRIPT_INVALID', false],
  ['VALIDATION_FAILED', false],
] as const satisfies readonly (readonly [code: LlmErrorCode, retryable: boolean])[];
const listed = (code: LlmErrorCode): (typeof codes)[number][0] => code;

describe('LlmError', () => {
  it('has these codes, and says of each whether the same call may work later', () => {
    for (const [code, retryable] of codes)
      expect([code, new LlmError(listed(code), 'm').retryable]).toEqual([code, retryable]);
  });

  it('is recognised across copies of the package and keeps its cause', () => {
    const error = new LlmError('ABORTED', 'm', { cause: 'why' });
    expect(error).toMatchObject({ name: 'LlmError', message: 'm', cause: 'why' });
    const copy = Object.defineProperty(new Error('copy'), Symbol.for('machinist.llm-client.error'), { value: true });
    expect([
      LlmError.isInstance(error),
      LlmError.isInstance(copy),
      LlmError.isInstance(new Error('other')),
      LlmError.isInstance(null),
    ]).toEqual([true, true, false, false]);
  });
});
