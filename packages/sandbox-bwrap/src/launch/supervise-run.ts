import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { LimitReport } from '../core/limit-report.ts';
import { diagnoseLaunch } from '../core/launch-diagnosis.ts';
import { decideStatus } from '../core/outcome.ts';
import { signalOfExitCode } from '../core/exit-signal.ts';
import type { SandboxPolicy } from '../core/policy-schema.ts';
import type { OutputCaps } from '../core/output-request.ts';
import { parseStatus } from '../core/status-stream.ts';
import type { LaunchGate } from '../host/launch-gate.ts';
import type { Limiter } from '../limits/create-limiter.ts';
import { collectOutputs } from '../outputs/collect-outputs.ts';
import { openScratch } from '../outputs/open-scratch.ts';
import type { ScratchHandle } from '../outputs/open-scratch.ts';
import { noOutputs } from '../outputs/sandbox-outputs.ts';
import type { SandboxOutputs } from '../outputs/sandbox-outputs.ts';
import { collectOutput } from './collect-output.ts';
import type { RunEnder } from './end-run.ts';
import type { RunState } from './run-state.ts';
import type { SandboxResult } from './sandbox-result.ts';
import type { SpawnedSandbox } from './spawn-sandbox.ts';

/** Everything that belongs to one started run. */
export interface SupervisedRun {
  readonly spawned: SpawnedSandbox;
  readonly gate: LaunchGate;
  readonly ender: RunEnder;
  readonly limiter: Limiter;
  readonly state: RunState;
  readonly policy: SandboxPolicy;
  readonly policyHash: string;
  readonly filterHash: string;
  /** What to collect, or null. */
  readonly outputs: OutputCaps | null;
  readonly limits: LimitReport;
  readonly command: readonly string[];
  readonly searchPath: string;
  readonly startedAtMs: number;
}

/** Follows a run to its end and says what happened. Never rejects. */
export async function superviseRun(run: SupervisedRun): Promise<SandboxResult> {
  const { spawned, ender, limiter, state, policy } = run;
  const output = collectOutput(
    { stdout: spawned.process.stdout, stderr: spawned.process.stderr },
    policy.outputBytes,
    () => ender.kill(),
  );
  const wallTimer = setTimeout(() => {
    state.timedOut = true;
    ender.terminate();
  }, policy.wallMs);
  const status = followStatus(run);
  const end = await launcherEnd(spawned);
  clearTimeout(wallTimer);
  await ender.finished();
  const wallMs = Math.round(performance.now() - run.startedAtMs);
  const usage = limiter.usage();
  limiter.close();
  const outputs = await collect(run, status.scratch());
  const reported = parseStatus(status.text()).exitCode;
  // 137 after our own SIGKILL is the code of the sandbox's first process, not the payload's.
  const exitCode = ender.wasKilled() && reported === 137 ? null : reported;
  const oom = state.memoryExceeded || usage.oomKills > 0;
  const decided = decideStatus({
    aborted: state.aborted,
    timedOut: state.timedOut,
    outputCapped: output.isCapped(),
    oom,
    exitCode: state.setUpProblem === null ? exitCode : null,
  });
  const launched = decided !== 'launch-error';
  return {
    status: decided,
    exitCode: launched ? exitCode : null,
    signal: exitCode === null ? (ender.wasKilled() ? 'SIGKILL' : null) : signalOfExitCode(exitCode),
    oom,
    timedOut: state.timedOut,
    truncated: output.isCapped(),
    wallMs,
    cpuMs: usage.cpuMs,
    peakBytes: usage.peakBytes,
    stdout: launched ? output.stdout() : '',
    stderr: launched ? output.stderr() : '',
    limits: run.limits,
    policyHash: run.policyHash,
    filterHash: run.filterHash,
    ...(outputs === null ? {} : { outputs }),
    ...(launched
      ? {}
      : {
          launchError:
            state.setUpProblem ??
            diagnoseLaunch({
              launcherText: `${end.problem}${output.stderr()}`,
              command: run.command,
              cwd: policy.cwd,
              path: run.searchPath,
              signal: end.signal,
              launcherCode: end.code,
            }),
        }),
  };
}

/** What the status stream has brought so far. */
interface RunStatus {
  text(): string;
  scratch(): ScratchHandle | null;
}

/** Attaches the limits as soon as there is a process to put them on, then lets the payload start. */
function followStatus({ spawned, gate, ender, limiter, state, outputs }: SupervisedRun): RunStatus {
  let text = '';
  let attached = false;
  let scratch: ScratchHandle | null = null;
  const isOver = (): boolean => spawned.status.closed || spawned.process.exitCode !== null;
  const events = {
    onMemoryExceeded() {
      state.memoryExceeded = true;
      ender.kill();
    },
    onCpuExceeded() {
      state.timedOut = true;
      ender.kill();
    },
  };
  async function attach(childPid: number): Promise<void> {
    await limiter.attach(childPid, events);
    if (outputs !== null) scratch = await openScratch(childPid, isOver);
    gate.open();
  }
  spawned.status.setEncoding('utf8');
  spawned.status.on('data', (chunk: string) => {
    text += chunk;
    const { childPid } = parseStatus(text);
    if (childPid === null || attached) return;
    attached = true;
    if (!ender.childKnown(childPid)) return;
    attach(childPid).catch(() => {
      state.setUpProblem =
        'The limits could not be put on the sandbox, so the command was not started. Run probeSandbox().';
      ender.kill();
    });
  });
  return { text: () => text, scratch: () => scratch };
}

async function collect({ outputs }: SupervisedRun, scratch: ScratchHandle | null): Promise<SandboxOutputs | null> {
  if (outputs === null) return null;
  if (scratch === null) return noOutputs;
  try {
    return await collectOutputs(scratch.descriptor, outputs);
  } finally {
    scratch.close();
  }
}

interface LauncherEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly problem: string;
}

/** Resolves when the launcher is gone and all it wrote was read. */
async function launcherEnd({ process: launcher, status }: SpawnedSandbox): Promise<LauncherEnd> {
  const streams = [launcher.stdout, launcher.stderr, launcher.pid === undefined ? null : status];
  const closed = Promise.all(streams.map((stream) => streamEnd(stream)));
  const end = await new Promise<LauncherEnd>((resolve) => {
    launcher.once('exit', (code, signal) => resolve({ code, signal, problem: '' }));
    launcher.once('error', (error) => resolve({ code: null, signal: null, problem: error.message }));
  });
  await closed;
  return end;
}

async function streamEnd(stream: Readable | null): Promise<void> {
  if (stream === null || stream === undefined || stream.closed) return;
  await once(stream, 'close');
}
