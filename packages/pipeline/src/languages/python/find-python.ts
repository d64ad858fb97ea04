import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { PipelineError } from '../../errors.ts';
import { installCommand, pythonPackages } from './python-packages.ts';
import { runtimeDirectory } from './runtime-files.ts';

const runFile = promisify(execFile);
const probeMs = 30_000;

const probeSchema = z.object({
  version: z.string(),
  supported: z.boolean(),
  executable: z.string().startsWith('/'),
  prefixes: z.array(z.string().startsWith('/')),
  packages: z.record(z.string(), z.string().nullable()),
});

/** An interpreter that has everything the gate needs. */
export interface PythonInterpreter {
  /** Absolute path, on the host and in the sandboxes. */
  readonly path: string;
  readonly version: string;
  /** Folders that must be visible for it to run. */
  readonly prefixes: readonly string[];
  readonly packages: Readonly<Record<string, string>>;
}

type Probe = { readonly found: PythonInterpreter } | { readonly missing: readonly string[]; readonly reason: string };

/**
 * The interpreter for the gate: `named` (or `$MACHINIST_PYTHON`) and no other, else the first complete one of `/usr/bin/python3`
 * and `python3` of the search path. Throws `TOOLCHAIN_MISSING` with the one command that installs what is missing.
 */
export async function findPython(named?: string): Promise<PythonInterpreter> {
  const choice = named ?? process.env['MACHINIST_PYTHON'];
  const isNamed = choice !== undefined && choice !== '';
  let first: Exclude<Probe, { readonly found: PythonInterpreter }> | undefined;
  for (const path of isNamed ? [choice] : ['/usr/bin/python3', 'python3']) {
    const probe = await probePython(path);
    if ('found' in probe) return probe.found;
    first ??= probe;
  }
  const remedy = isNamed
    ? `install ${Object.keys(pythonPackages).join(', ')} for it, or name another interpreter with MACHINIST_PYTHON`
    : `type: ${installCommand(first?.missing ?? [])} (or name an interpreter that has them with MACHINIST_PYTHON)`;
  throw new PipelineError(
    'TOOLCHAIN_MISSING',
    `Python tools cannot be judged here: ${first?.reason ?? 'no interpreter'}; ${remedy}`,
  );
}

async function probePython(path: string): Promise<Probe> {
  const names = Object.keys(pythonPackages);
  let answer: z.infer<typeof probeSchema>;
  try {
    const { stdout } = await runFile(path, ['-I', '-B', join(runtimeDirectory(), 'probe.py'), ...names], {
      timeout: probeMs,
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    });
    answer = probeSchema.parse(JSON.parse(stdout));
  } catch {
    return { missing: ['python3', ...Object.values(pythonPackages)], reason: `${path} does not run` };
  }
  if (!answer.supported)
    return { missing: ['python3'], reason: `${path} is Python ${answer.version}, 3.10 is the oldest` };
  const missing = Object.entries(pythonPackages).filter(([name]) => typeof answer.packages[name] !== 'string');
  if (missing.length > 0) {
    return {
      missing: missing.map(([, debianName]) => debianName),
      reason: `${answer.executable} has no ${missing.map(([name]) => name).join(', ')}`,
    };
  }
  const { executable, version, prefixes, packages } = answer;
  const present = Object.entries(packages).flatMap(([name, installed]) =>
    installed === null ? [] : [[name, installed]],
  );
  return { found: { path: executable, version, prefixes, packages: Object.fromEntries(present) } };
}
