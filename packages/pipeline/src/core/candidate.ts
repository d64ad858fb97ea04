import { PipelineError } from '../errors.ts';
import { type Language, specSchema, type ToolSpec } from './spec-schema.ts';

/** A candidate's files by their name inside the folder (`tests/unit.test.ts`). */
export type CandidateFiles = Readonly<Record<string, string>>;

/** A folder that is a candidate: whitelisted names, a valid spec, the tool and at least the unit suite. */
export interface Candidate {
  readonly spec: ToolSpec;
  readonly files: CandidateFiles;
  /** `tool.ts` or `tool.py`. */
  readonly toolFile: string;
  /** The suites that are there, such as `tests/unit.test.ts`. */
  readonly testFiles: readonly string[];
}

const toolFiles: Readonly<Record<Language, string>> = { typescript: 'tool.ts', python: 'tool.py' };
const suiteFiles: Readonly<Record<Language, readonly string[]>> = {
  typescript: ['tests/unit.test.ts', 'tests/property.test.ts', 'tests/abuse.test.ts'],
  python: ['tests/test_unit.py', 'tests/test_property.py', 'tests/test_abuse.py'],
};

/** Every file name a candidate folder may hold, with the most bytes it may have. */
export const candidateFileCaps: ReadonlyMap<string, number> = new Map([
  ['spec.json', 256 * 1024],
  ...Object.values(toolFiles).map((name) => [name, 512 * 1024] as const),
  ...Object.values(suiteFiles).flatMap((names) => names.map((name) => [name, 512 * 1024] as const)),
]);

/** Turns file contents into a candidate. Throws `SPEC_INVALID` or `CANDIDATE_INVALID`. */
export function parseCandidate(files: CandidateFiles): Candidate {
  for (const [name, content] of Object.entries(files)) assertFileAllowed(name, content);
  const specText = files['spec.json'];
  if (specText === undefined)
    throw new PipelineError(
      'CANDIDATE_INVALID',
      'spec.json is missing; a candidate folder holds spec.json, the tool and tests/',
    );
  const spec = parseSpec(specText);
  const toolFile = toolFiles[spec.language];
  const allowed = ['spec.json', toolFile, ...suiteFiles[spec.language]];
  const foreign = Object.keys(files).filter((name) => !allowed.includes(name));
  if (foreign.length > 0) {
    throw new PipelineError(
      'CANDIDATE_INVALID',
      `${foreign.map(quoteName).join(', ')} does not belong to a ${spec.language} candidate; remove it or change "language" in spec.json`,
    );
  }
  const unitSuite = suiteFiles[spec.language][0] ?? '';
  for (const name of [toolFile, unitSuite]) {
    if (files[name] === undefined)
      throw new PipelineError('CANDIDATE_INVALID', `${name} is missing; a ${spec.language} candidate needs it`);
  }
  return { spec, files, toolFile, testFiles: suiteFiles[spec.language].filter((name) => files[name] !== undefined) };
}

/** Parses `spec.json`. Throws `SPEC_INVALID`, naming each path that is wrong. */
export function parseSpec(text: string): ToolSpec {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PipelineError(
      'SPEC_INVALID',
      `spec.json is not JSON: ${quoteName(String(error))}; write one JSON object`,
      { cause: error },
    );
  }
  const parsed = specSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.length === 0 ? 'spec' : path.join('.')}: ${message}`);
  throw new PipelineError(
    'SPEC_INVALID',
    `spec.json breaks the specification schema (${quoteName(problems.join('; '))}); correct these paths`,
    { cause: parsed.error },
  );
}

/** A foreign string cut to one printable line. */
export function quoteName(text: string, maxLength = 300): string {
  const printable = text.slice(0, maxLength).replaceAll(/[^\P{C}\n]|[^\P{Z} ]|\n/gu, '?');
  return text.length > maxLength ? `${printable}...` : printable;
}

function assertFileAllowed(name: string, content: string): void {
  const capBytes = candidateFileCaps.get(name);
  if (capBytes === undefined) {
    throw new PipelineError(
      'CANDIDATE_INVALID',
      `"${quoteName(name)}" is not a file of a candidate; only spec.json, the tool file and the three suites in tests/ may be there`,
    );
  }
  const bytes = Buffer.byteLength(content);
  if (bytes > capBytes)
    throw new PipelineError(
      'CANDIDATE_INVALID',
      `${name} has ${bytes} bytes, at most ${capBytes} are allowed; make it smaller`,
    );
}
