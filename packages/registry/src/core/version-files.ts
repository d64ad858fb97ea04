import { z } from 'zod';
import { maxBytes } from './limits.ts';

export const languageSchema = z.enum(['typescript', 'python']);
/** The languages a tool can be written in. */
export type Language = z.infer<typeof languageSchema>;

/** Every evidence name, in the order people read them. */
export const evidenceNames = [
  'results',
  'coverage',
  'mutation',
  'determinism',
  'lint',
  'policy',
  'capabilities',
  'sbom',
  'provenance',
  'aar',
] as const;

/** The evidence documents a version can carry. */
export type EvidenceName = (typeof evidenceNames)[number];

const documentFiles: Readonly<Record<EvidenceName, string>> = {
  results: 'results.json',
  coverage: 'coverage.json',
  mutation: 'mutation.json',
  determinism: 'determinism.json',
  lint: 'lint.json',
  policy: 'policy.json',
  capabilities: 'capabilities.json',
  sbom: 'sbom.cdx.json',
  provenance: 'provenance.intoto.json',
  aar: 'aar.json',
};

/** Without these nothing is admitted: test results, the security policy, the capability profile. */
export const requiredEvidence = ['results', 'policy', 'capabilities'] as const satisfies readonly EvidenceName[];

/** File name of an evidence document inside a version folder. */
export function evidenceFile(name: EvidenceName): string {
  return documentFiles[name];
}

const sourceFiles = {
  typescript: {
    tool: 'tool.ts',
    unit: 'tests/unit.test.ts',
    others: ['tests/property.test.ts', 'tests/abuse.test.ts'],
  },
  python: { tool: 'tool.py', unit: 'tests/test_unit.py', others: ['tests/test_property.py', 'tests/test_abuse.py'] },
} as const;

/** File name of the tool itself. */
export function toolFile(language: Language): string {
  return sourceFiles[language].tool;
}

/** Paths of the tool and tests that a candidate must hold. */
export function requiredFiles(language: Language): readonly string[] {
  return [sourceFiles[language].tool, sourceFiles[language].unit];
}

/** Every path of tool and tests that a candidate may hold; there are no others. */
export function allowedFiles(language: Language): readonly string[] {
  return [...requiredFiles(language), ...sourceFiles[language].others];
}

const jsonMediaTypes: Readonly<Record<string, string>> = {
  'sbom.cdx.json': 'application/vnd.cyclonedx+json',
  'provenance.intoto.json': 'application/vnd.in-toto+json',
  'aar.json': 'application/aar+json',
};

/** Every path a version folder may hold beside `manifest.json`. */
export const versionFiles: readonly string[] = [
  'spec.json',
  ...allowedFiles('typescript'),
  ...allowedFiles('python'),
  ...Object.values(documentFiles),
];

/** Media type of a path in a version folder. */
export function mediaTypeOf(path: string): string {
  if (path.endsWith('.ts')) return 'text/x-typescript';
  if (path.endsWith('.py')) return 'text/x-python';
  return jsonMediaTypes[path] ?? 'application/json';
}

/** Size limit of a path in a version folder, in bytes. */
export function maxBytesOf(path: string): number {
  return path.endsWith('.json') ? maxBytes.document : maxBytes.source;
}
