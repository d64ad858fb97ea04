import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, type Options } from 'execa';
import { onTestFinished, vi } from 'vitest';
import { z } from 'zod';

// Real sandboxes, compilers and test runners: slow on a busy machine, and no test here measures time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** Where nothing listens: port 1 is privileged and unused. */
export const closedPort = 'http://127.0.0.1:1';

const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url));

/** The command line of the real program, to be run by Node. */
export const programArguments = ['--conditions=@machinist/source', '--no-warnings', bin] as const;

// Without it every child strips the types of the whole source again.
const compileCache = join(tmpdir(), `machinist-cli-compile-cache-${process.getuid?.() ?? 0}`);

const inherited = ['PATH', 'HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'MACHINIST_CACHE'] as const;

/** The environment of a child: no Ollama, no key and no configuration of whoever runs the tests. */
export function childEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const known = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(known),
    XDG_CONFIG_HOME: '/nonexistent/configuration',
    GIT_CONFIG_GLOBAL: '/dev/null',
    OLLAMA_HOST: closedPort,
    NODE_COMPILE_CACHE: compileCache,
    ...extra,
  };
}

/** How a run ended. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

function processOptions({ cwd, env, input }: RunOptions): Options {
  return {
    cwd,
    env: childEnvironment(env),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  };
}

/** Runs `machinist` to its end as a process of its own. */
export async function machinist(argv: readonly string[], options: RunOptions): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [...programArguments, ...argv],
    processOptions(options),
  );
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}

/** Runs `machinist` where the test only needs what it leaves behind; throws when it does not end with 0. */
export async function prepare(argv: readonly string[], options: RunOptions): Promise<Ended> {
  const ended = await machinist(argv, options);
  if (ended.exitCode !== 0)
    throw new Error(`machinist ${argv.join(' ')}: ${ended.exitCode}\n${ended.stdout}${ended.stderr}`);
  return ended;
}

/** The one JSON document that a run with `--json` wrote. */
export function documentOf({ stdout }: Ended): Record<string, unknown> {
  const lines = linesOf(stdout);
  if (lines.length !== 1) throw new Error(`expected one document on stdout, got ${lines.length} lines: ${stdout}`);
  return parseObject(stdout);
}

/** The JSON objects of a run that wrote one per line. */
export function eventsOf({ stdout }: Ended): Record<string, unknown>[] {
  return linesOf(stdout).map(parseObject);
}

/** A JSON text that holds an object. */
export function parseObject(text: string): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

/** The lines of a text, without the empty one after the last newline. */
export function linesOf(text: string): string[] {
  return text.split('\n').filter((line, index, all) => line !== '' || index < all.length - 1);
}

/** A fresh folder that somebody removes: see `temporaryFolder` for one that goes with the running test. */
export function createFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'machinist-cli-')));
}

/** Removes a folder of `createFolder`. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A fresh folder that is removed with the running test. */
export function temporaryFolder(): string {
  const folder = createFolder();
  onTestFinished(() => {
    removeFolder(folder);
  });
  return folder;
}
