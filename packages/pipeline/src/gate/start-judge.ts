import { type JudgedTest, type JudgeReport, readJudgeLine, readJudgeReport } from '../core/gate/judge-report.ts';
import type { SandboxOutcome } from '../ports.ts';
import type { GateContext } from './gate-context.ts';
import type { JudgeRun } from './language-toolchain.ts';

const reportCapBytes = 16 * 1024 * 1024;
const judgeMemoryBytes = 2 * 1024 * 1024 * 1024;

/** Runs suites with the test runner in a sandbox, and reads its word from a channel that only the runner's main process holds. */
export async function startJudge(
  context: GateContext,
  judgeRun: JudgeRun,
  options: { readonly nonce: string; readonly onTest?: (test: JudgedTest) => void },
): Promise<{ readonly report: JudgeReport; readonly outcome: SandboxOutcome }> {
  const { command, files, binds, env, cwd } = context.language.judgeProcess(context, judgeRun);
  const run = context.startSandbox(judgeRun.purpose, {
    command,
    files,
    policy: {
      wallMs: context.policy.limits.testsMs,
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
