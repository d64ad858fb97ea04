import { z } from 'zod';
import type { Language } from '../core/spec-schema.ts';

/** What `toolchain.json` beside a laid-out tool chain says about it. */
export const toolchainRecordSchema = z.strictObject({
  layoutVersion: z.literal(1),
  /** SHA-256 over every laid-out file. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  versions: z.record(z.string(), z.string()),
});
export type ToolchainRecord = z.infer<typeof toolchainRecordSchema>;

/** The programs of one language that run inside the sandboxes; made by `prepareToolchain`. */
export interface Toolchain {
  readonly language: Language;
  /** SHA-256 over everything that is laid out for this language. */
  readonly hash: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Host folder that holds what is laid out; for TypeScript `bin/node` and a flat `node_modules`. */
  readonly directory: string;
  /** What else the language's own code must know of it, such as the path of an interpreter. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface PrepareToolchainOptions {
  /** Defaults to `$MACHINIST_CACHE`, `/var/cache/machinist` for root, `$XDG_CACHE_HOME/machinist` or `~/.cache/machinist`. */
  readonly cacheDirectory?: string;
  /** Defaults to `typescript`. */
  readonly language?: Language;
}
