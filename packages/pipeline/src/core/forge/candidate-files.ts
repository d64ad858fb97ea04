import type { CandidateFiles } from '../candidate.ts';
import type { Language, ToolSpec } from '../spec-schema.ts';

/** The three suites, in the order in which they are written. */
export const suiteNames = ['unit', 'property', 'abuse'] as const;
export type SuiteName = (typeof suiteNames)[number];

/** Path of the tool inside the candidate folder. */
export function toolPath(language: Language): string {
  return language === 'typescript' ? 'tool.ts' : 'tool.py';
}

/** Path of one suite inside the candidate folder. */
export function suitePath(language: Language, suite: SuiteName): string {
  return language === 'typescript' ? `tests/${suite}.test.ts` : `tests/test_${suite}.py`;
}

/** The candidate as far as it exists. */
export function candidateFiles(
  language: Language,
  parts: {
    readonly spec: ToolSpec | null;
    readonly code: string | null;
    readonly suites: Readonly<Partial<Record<SuiteName, string>>>;
  },
): CandidateFiles {
  const files: Record<string, string> = {};
  if (parts.spec !== null) files['spec.json'] = `${JSON.stringify(parts.spec, null, 2)}\n`;
  if (parts.code !== null) files[toolPath(language)] = parts.code;
  for (const suite of suiteNames) {
    const source = parts.suites[suite];
    if (source !== undefined) files[suitePath(language, suite)] = source;
  }
  return files;
}
