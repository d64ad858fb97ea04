import { open } from 'node:fs/promises';
import { escapeForeign } from './core/escape-foreign.ts';
import { AarError } from './errors.ts';

/** The first `maximumBytes + 1` bytes of a file: enough to tell that it is too large, never more. Throws `FILE_UNREADABLE`. */
export async function readBoundedFile(path: string, maximumBytes: number): Promise<Uint8Array> {
  try {
    await using file = await open(path, 'r');
    const chunks: Buffer[] = [];
    let wanted = maximumBytes + 1;
    while (wanted > 0) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(wanted, 65_536)), 0, null, null);
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      wanted -= bytesRead;
    }
    return Buffer.concat(chunks);
  } catch (cause) {
    throw new AarError(
      'FILE_UNREADABLE',
      `${escapeForeign(path)} cannot be read (${systemCode(cause)}); check the path`,
      { cause },
    );
  }
}

/** The system's own word for a failed call (`ENOENT`), without the path that its message quotes. */
export function systemCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown error';
}
