import { type JudgedTest, type JudgeReport, readJudgeLine, readJudgeReport } from '../core/gate/judge-report.ts';
import type { SandboxOutcome } from '../ports.ts';
import type { GateContext } from './gate-context.ts';
import type { JudgeRun } from './language-toolchain.ts';

const reportCapBytes = 16 * 1024 * 1024;
/** For the runner's start and end, beside what the policy grants to tests and mutants. */
const endMs = 10_000;
const judgeMemoryBytes = 2 * 1024 * 1024 * 1024;

/** A running judge. */
export interface JudgeProcess {
  readonly finished: Promise<{ readonly report: JudgeReport; readonly outcome: SandboxOutcome }>;
  readonly stop: () => void;
}

/** Runs suites with the test runner in a sandbox, and reads its word from a channel that only the runner's main process holds. */
export function startJudge(
  context: GateContext,
  judgeRun: JudgeRun,
  options: { readonly nonce: string; readonly onTest?: (test: JudgedTest) => void },
): JudgeProcess {
  const { testsMs, mutationMs } = context.policy.limits;
  const { command, files, binds, env, cwd } = context.language.judgeProcess(context, judgeRun);
  const run = context.startSandbox('judge', {
    command,
    files,
    policy: {
      wallMs: testsMs + mutationMs + endMs,
      memoryBytes: judgeMemoryBytes,
      outputBytes: 4 * 1024 * 1024,
      env,
      cwd,
      readOnly: binds,
    },
    stdin: options.nonce,
    channels: [3],
  });
  const channel = run.channels.get(3);
  if (channel === undefined) throw new TypeError('the sandbox port did not give the channel it was asked for');
  const text = readLines(channel, (line) => {
    const message = readJudgeLine(line);
    if (message?.kind === 'test') options.onTest?.(message);
  });
  const finished = run.result.then(async (outcome) => ({
    outcome,
    report: readJudgeReport(await text, options.nonce),
  }));
  // Awaited by the caller; until then a failed launch must not count as unhandled.
  finished.catch(() => undefined);
  return { finished, stop: () => run.stop() };
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
