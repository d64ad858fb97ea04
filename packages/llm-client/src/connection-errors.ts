import { LlmError } from './errors.ts';

/** The error for a connection that never came to be, or broke before any answer. */
export function connectError(cause: unknown, url: string, isConnected: boolean): LlmError {
  const code = systemCode(cause);
  if (code.startsWith('HPE_')) {
    return new LlmError('NOT_OLLAMA', `${url} answers, but not in HTTP (${code}). Check the host (OLLAMA_HOST).`, {
      cause,
    });
  }
  if (isConnected) return connectionLost(cause, url, 'before any answer');
  return new LlmError(
    'HOST_UNREACHABLE',
    `No Ollama server answers at ${url} (${code}). Start it with "ollama serve", or set OLLAMA_HOST; to install it see https://ollama.com/download.`,
    { cause },
  );
}

/** The error for a connection that broke while it was in use. */
export function connectionLost(cause: unknown, url: string, when: string): LlmError {
  const hint = systemCode(cause).startsWith('HPE_')
    ? 'The bytes were not valid HTTP.'
    : 'The server may have crashed or restarted.';
  return new LlmError(
    'CONNECTION_LOST',
    `The connection to ${url} broke ${when} (${systemCode(cause)}). ${hint} Try again.`,
    { cause },
  );
}

/** The error for a caller's abort. */
export function aborted(signal: AbortSignal): LlmError {
  return new LlmError('ABORTED', 'The call was ended by its caller.', { cause: signal.reason });
}

function systemCode(cause: unknown): string {
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string')
    return cause.code;
  return cause instanceof Error ? cause.name : 'unknown cause';
}
