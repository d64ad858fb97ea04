import { decodeStandardBase64 } from '../decode-standard-base64.ts';
import type { NodeHash } from './merkle-tree.ts';

/** A log's tree at one size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string;
  /** Number of entries. */
  readonly size: number;
  readonly root: NodeHash;
}

/** Text of a checkpoint, to be signed as a note. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** Reads the text of a checkpoint, extension lines ignored, or null when its form is wrong. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin = '', sizeText = '', rootText = '', ...rest] = text.split('\n');
  const size = parseDecimal(sizeText);
  const root = decodeStandardBase64(rootText);
  const extensions = rest.slice(0, -1);
  if (origin === '' || size === null || root?.length !== 32 || rest.at(-1) !== '' || extensions.includes(''))
    return null;
  return { origin, size, root };
}

/** A number in decimal without leading zeros, or null. */
export function parseDecimal(text: string): number | null {
  const number = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : null;
}
