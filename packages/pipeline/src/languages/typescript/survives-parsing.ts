import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Candidate, CandidateFiles } from '../../core/candidate.ts';

// Nesting that breaks the parser's stack takes at least twice this many characters.
const harmlessLength = 16 * 1024;
const longestParseMs = 20_000;
const mostLevels = 2000;
const exitReadable = 77;
const script = `import { readFileSync } from 'node:fs';
const { parseSync } = await import(process.argv[1]);
const { program } = parseSync('source.ts', readFileSync(0, 'utf8'), { lang: 'ts', sourceType: 'module' });
const open = [[program, 0]];
for (let next = open.pop(); next !== undefined; next = open.pop()) {
  const [node, level] = next;
  if (level > ${mostLevels}) process.exit(1);
  for (const value of Object.values(node)) if (typeof value === 'object' && value !== null) open.push([value, level + 1]);
}
process.exit(${exitReadable});`;

/**
 * False for a source that is nested so deeply that parsing it ends the process (the parser is native and cannot refuse) or that
 * whatever walks over its tree runs out of stack. It is tried in a process of its own; a short source cannot be deep enough.
 */
export async function survivesParsing(text: string): Promise<boolean> {
  if (text.length <= harmlessLength) return true;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, import.meta.resolve('oxc-parser')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    timeout: longestParseMs,
    killSignal: 'SIGKILL',
  });
  // A child that dies early leaves a broken pipe behind, which is the answer and no error.
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
  const [exitCode] = await once(child, 'close');
  return exitCode === exitReadable;
}

const known = new WeakMap<CandidateFiles, Promise<readonly string[]>>();

/** The files of a candidate that nothing should try to read. Each candidate is looked at once. */
export function listUnreadable({ files, toolFile, testFiles }: Candidate): Promise<readonly string[]> {
  const names = [toolFile, ...testFiles];
  const unreadable =
    known.get(files) ??
    Promise.all(names.map((name) => survivesParsing(files[name] ?? ''))).then((survives) =>
      names.filter((_name, index) => survives[index] !== true),
    );
  known.set(files, unreadable);
  return unreadable;
}
