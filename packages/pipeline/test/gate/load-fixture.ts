import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CandidateFiles } from '../../src/core/candidate.ts';

const names = ['spec.json', 'tool.ts', 'tests/unit.test.ts', 'tests/property.test.ts', 'tests/abuse.test.ts'];

/** Folder of the gate's fixtures. */
export const fixtureDirectory = join(import.meta.dirname, '..', 'fixtures', 'gate');

/** The candidate made of these fixture folders, later ones over earlier ones. */
export function loadFixture(...folders: readonly string[]): CandidateFiles {
  const files: Record<string, string> = {};
  for (const folder of folders) {
    for (const name of names) {
      const path = join(fixtureDirectory, folder, name);
      if (existsSync(path)) files[name] = readFileSync(path, 'utf8');
    }
  }
  return files;
}

/** Names of the fixture folders below `folder`. */
export function listFixtures(folder: string): readonly string[] {
  return readdirSync(join(fixtureDirectory, folder));
}
