import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

// This package's folder lies one above both `src/` and the bundled `dist/`.
const packageDirectory = new URL('../', import.meta.url);

/** The version in this package's manifest. */
export const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('package.json', packageDirectory), 'utf8')));

/** Where the bundled sample transcripts lie. */
export const transcriptsDirectory = fileURLToPath(new URL('transcripts/', packageDirectory));
