import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';

/** `FORMAT` (formatVersion 1): which layout and hash the directory uses. Canonical JSON and a newline on disk. */
export const formatSchema = z.strictObject({
  kind: z.literal('machinist-registry'),
  formatVersion: z.literal(1),
  hash: z.literal('sha256'),
});

/** The exact bytes of `FORMAT`. */
export const formatText = `${canonicalJson({ kind: 'machinist-registry', formatVersion: 1, hash: 'sha256' })}\n`;
