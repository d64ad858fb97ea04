import { languageToolchainOf } from '../languages/language-toolchains.ts';
import type { PrepareToolchainOptions, Toolchain } from './toolchain-schema.ts';

/**
 * Finds or lays out the programs that run in the sandboxes for one language, where a sandbox under another uid can read them;
 * later calls find them there. Two processes may call it at the same time.
 * Throws `TOOLCHAIN_MISSING` when a program is not installed or the cache cannot be written.
 */
export async function prepareToolchain(options: PrepareToolchainOptions = {}): Promise<Toolchain> {
  return await languageToolchainOf(options.language ?? 'typescript').prepare(options);
}
