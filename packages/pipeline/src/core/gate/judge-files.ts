import type { Candidate } from '../candidate.ts';

/** A file laid into a sandbox. */
export interface SandboxFile {
  readonly to: string;
  readonly content: string;
}

/** Where things lie inside the judge's sandbox. */
export const judgePaths = {
  root: '/judge',
  node: '/opt/machinist/bin/node',
  modules: '/judge/node_modules',
  /** Below it a folder for each pair of pipes: `tool`, `mutants`, `control`. */
  pipes: '/pipes',
  config: '/judge/vitest.config.mjs',
  runtime: '/judge/runtime',
} as const;

// The test process may read the tests and the runner, speak to the tool's pipes, and nothing else.
const testProcessFlags = [
  '--permission',
  `--allow-fs-read=${judgePaths.root}`,
  '--allow-fs-read=/tmp',
  `--allow-fs-read=${judgePaths.pipes}`,
  `--allow-fs-write=${judgePaths.pipes}`,
  '--disallow-code-generation-from-strings',
];

/** The frozen configuration of the test runner. */
export function judgeConfigSource(run: { readonly testMs: number }): string {
  const test = {
    include: ['tests/*.test.ts'],
    pool: 'forks',
    execArgv: testProcessFlags,
    // One process for all suites: the gate resets the tool between them, and cannot be slower than it must.
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    watch: false,
    fsModuleCache: false,
    includeTaskLocation: true,
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: run.testMs,
    hookTimeout: run.testMs,
    teardownTimeout: 1000,
    runner: `${judgePaths.runtime}/judge-runner.mjs`,
    setupFiles: [`${judgePaths.runtime}/judge-setup.mjs`],
    reporters: [`${judgePaths.runtime}/judge-reporter.mjs`],
    sequence: { shuffle: false, seed: 1 },
    retry: 0,
  };
  return `export default ${JSON.stringify({ root: judgePaths.root, cacheDir: '/tmp/vite', configFile: false, envDir: false, logLevel: 'silent', test })};\n`;
}

/** The module that stands in for `../tool.ts`: every call goes through the pipes. */
export function toolStubSource(functionName: string): string {
  return [
    `import { callTool } from './runtime/judge-session.mjs';`,
    `export function ${functionName}(...args) { return callTool(args); }`,
    '',
  ].join('\n');
}

/** The candidate's suites as they lie in a sandbox. */
export function suiteFiles(candidate: Candidate): readonly SandboxFile[] {
  return candidate.testFiles.map((name) => ({
    to: `${judgePaths.root}/${name}`,
    content: candidate.files[name] ?? '',
  }));
}
