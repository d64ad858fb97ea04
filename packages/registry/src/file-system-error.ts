import { RegistryError } from './errors.ts';

/** The errno name of a file-system error, or null. */
export function errnoOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

const fullCodes = new Set(['ENOSPC', 'EDQUOT']);

/** A file-system error as this package's error: STORE_FULL when space ran out, else STORE_FAILED. */
export function toRegistryError(cause: unknown, doing: string): RegistryError {
  if (RegistryError.isInstance(cause)) return cause;
  const errno = errnoOf(cause) ?? String(cause);
  if (fullCodes.has(errno)) {
    return new RegistryError('STORE_FULL', `No space left (${errno}) to ${doing}: free some and admit again.`, {
      cause,
    });
  }
  return new RegistryError('STORE_FAILED', `Could not ${doing}: ${errno}. See the cause.`, { cause });
}
