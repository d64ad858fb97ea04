import type { Language } from '../core/spec-schema.ts';
import { PipelineError } from '../errors.ts';
import type { LanguageToolchain } from '../gate/language-toolchain.ts';
import { pythonToolchain } from './python/python-toolchain.ts';
import { typescriptToolchain } from './typescript/typescript-toolchain.ts';

const languageToolchains: ReadonlyMap<Language, LanguageToolchain> = new Map([
  ['typescript', typescriptToolchain],
  ['python', pythonToolchain],
]);

/** What the gate knows of a language. Throws `TOOLCHAIN_MISSING` for one that this version cannot judge. */
export function languageToolchainOf(language: Language): LanguageToolchain {
  const found = languageToolchains.get(language);
  if (found !== undefined) return found;
  throw new PipelineError(
    'TOOLCHAIN_MISSING',
    `this gate judges ${[...languageToolchains.keys()].join(' and ')} candidates; the tool chain for ${language} is not available yet, so nothing was run`,
  );
}
