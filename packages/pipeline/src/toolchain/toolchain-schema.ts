import { z } from 'zod';

/** What `toolchain.json` beside a laid-out tool chain says about it. */
export const toolchainRecordSchema = z.strictObject({
  layoutVersion: z.literal(1),
  /** SHA-256 over every laid-out file. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  versions: z.record(z.string(), z.string()),
});
export type ToolchainRecord = z.infer<typeof toolchainRecordSchema>;

/** The programs that run inside the sandbox: Node, the test runner, the compiler, the linter. */
export interface Toolchain extends ToolchainRecord {
  /** Host folder; holds `bin/node` and a flat `node_modules`. */
  readonly directory: string;
}
