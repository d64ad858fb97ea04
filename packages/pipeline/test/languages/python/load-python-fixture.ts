import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CandidateFiles } from '../../../src/core/candidate.ts';

const names = ['spec.json', 'tool.py', 'tests/test_unit.py', 'tests/test_property.py', 'tests/test_abuse.py'];

/** Folder of the fixtures of the gate for Python. */
export const pythonFixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'gate-python');

/** The candidate in a fixture folder. */
export function loadPythonFixture(folder: string): CandidateFiles {
  const present = names.filter((name) => existsSync(join(pythonFixtures, folder, name)));
  return Object.fromEntries(present.map((name) => [name, readFileSync(join(pythonFixtures, folder, name), 'utf8')]));
}

/** A cheat: one file that takes the place of one of the honest candidate's, with the verdict and the findings it must earn. */
export interface Cheat {
  readonly files: CandidateFiles;
  readonly verdict: string;
  readonly findings: readonly string[];
}

/** Names of all cheats. */
export function listCheats(): readonly string[] {
  return readdirSync(join(pythonFixtures, 'cheats')).map((name) => name.replace('.py', ''));
}

/** Reads a cheat from its file, whose first two lines say what it replaces and what is expected. */
export function loadCheat(name: string): Cheat {
  const text = readFileSync(join(pythonFixtures, 'cheats', `${name}.py`), 'utf8');
  const [, replaces = '', verdict = '', findings = '', source = ''] =
    /^# replaces: (\S+)\n# expect: (\S+) (.*)\n([^]*)$/.exec(text) ?? [];
  return {
    files: { ...loadPythonFixture('honest'), [replaces]: source },
    verdict,
    findings: findings.split(' '),
  };
}
