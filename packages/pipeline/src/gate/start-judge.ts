import { judgeConfigSource, judgePaths, type SandboxFile } from '../core/gate/judge-files.ts';
import { type JudgedTest, type JudgeReport, readJudgeLine, readJudgeReport } from '../core/gate/judge-report.ts';
import type { SandboxOutcome, SandboxPolicyRequest } from '../ports.ts';
import { type GateContext, toolchainBinds } from './gate-context.ts';
import { runtimeFiles, type RuntimeScript } from './runtime-sources.ts';

const reportCapBytes = 16 * 1024 * 1024;
const judgeMemoryBytes = 2 * 1024 * 1024 * 1024;

export interface JudgeRunOptions {
  readonly purpose: 'judge' | 'canaries';
  readonly nonce: string;
  /** Which files are suites, relative to the judge's root. */
  readonly include: string;
  readonly setup: 'judge-setup' | 'canary-setup';
  readonly files: readonly SandboxFile[];
  readonly binds: NonNullable<SandboxPolicyRequest['readOnly']>;
  /** Longest time of one test. */
  readonly testMs: number;
  readonly onTest?: (test: JudgedTest) => void;
}

const scripts: Readonly<Record<JudgeRunOptions['setup'], readonly RuntimeScript[]>> = {
  'judge-setup': [
    'wire-codec',
    'fields-of',
    'apply-changes',
    'tool-pipes',
    'judge-client',
    'judge-session',
    'judge-setup',
    'judge-reporter',
  ],
  'canary-setup': ['canary-setup', 'judge-reporter'],
};

/** Runs suites with the test runner in a sandbox, and reads its word from a channel that only the runner's main process holds. */
export async function startJudge(
  context: GateContext,
  options: JudgeRunOptions,
): Promise<{ readonly report: JudgeReport; readonly outcome: SandboxOutcome }> {
  const run = context.startSandbox(options.purpose, {
    command: [
      judgePaths.node,
      `${judgePaths.modules}/vitest/vitest.mjs`,
      'run',
      '--config',
      judgePaths.config,
      '--configLoader',
      'native',
    ],
    policy: {
      wallMs: context.policy.limits.testsMs,
      memoryBytes: judgeMemoryBytes,
      outputBytes: 4 * 1024 * 1024,
      env: { HOME: '/tmp', CI: '1', NO_COLOR: '1' },
      cwd: judgePaths.root,
      readOnly: [...toolchainBinds(context.toolchain, 'all'), ...options.binds],
    },
    files: [
      ...options.files,
      ...runtimeFiles(judgePaths.runtime, scripts[options.setup]),
      { to: judgePaths.config, content: judgeConfigSource(options) },
      { to: `${judgePaths.root}/package.json`, content: '{"type":"module","private":true}\n' },
    ],
    stdin: options.nonce,
    channels: [3],
  });
  const channel = run.channels.get(3);
  if (channel === undefined) throw new TypeError('the sandbox port did not give the channel it was asked for');
  const text = readLines(channel, (line) => {
    const message = readJudgeLine(line);
    if (message?.kind === 'test') options.onTest?.(message);
  });
  const outcome = await run.result;
  return { outcome, report: readJudgeReport(await text, options.nonce) };
}

function readLines(channel: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let tail = '';
  channel.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    // What is cut off here is then missing at the end, so the report is incomplete.
    if (bytes > reportCapBytes) return;
    chunks.push(chunk);
    const lines = (tail + chunk.toString('utf8')).split('\n');
    tail = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  return new Promise((resolve) => {
    const finish = (): void => resolve(Buffer.concat(chunks).toString('utf8'));
    channel.once('end', finish);
    channel.once('close', finish);
    channel.once('error', finish);
  });
}
