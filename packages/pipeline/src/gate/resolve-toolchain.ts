import type { Language } from '../core/spec-schema.ts';
import { PipelineError } from '../errors.ts';
import type { Toolchain } from '../toolchain/toolchain-schema.ts';

/** A tool chain, or a function that gives the one of a language. */
export type ToolchainChoice = Toolchain | ((language: Language) => Promise<Toolchain>);

/** The tool chain for `language`. Throws `TOOLCHAIN_MISSING` when the one given is for another. */
export async function resolveToolchain(choice: ToolchainChoice, language: Language): Promise<Toolchain> {
  const toolchain = typeof choice === 'function' ? await choice(language) : choice;
  if (toolchain.language === language) return toolchain;
  throw new PipelineError(
    'TOOLCHAIN_MISSING',
    `the candidate is in ${language}, but the tool chain that was given is for ${toolchain.language}; prepare one with prepareToolchain({ language: '${language}' })`,
  );
}
