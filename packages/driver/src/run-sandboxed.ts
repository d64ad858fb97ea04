import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CapturedStream } from './capture-output.ts';
import type { JsonObject } from './core/json-value.ts';
import type { SandboxedEnd, SandboxPort } from './ports.ts';
import type { CommandRequest, CommandResult } from './run-command.ts';
import { writeState } from './write-state.ts';

type SandboxRequest = Pick<CommandRequest, 'argv' | 'cwd' | 'env' | 'files' | 'folder' | 'deadline' | 'outputBytes'> & {
  readonly policy: JsonObject;
  readonly signal: AbortSignal;
};

const longestWallMs = 86_400_000;

/** Runs a command in a sandbox on a copy of its folder. What the sandbox refuses is a failed command that says so. */
export async function runSandboxed(port: SandboxPort | undefined, request: SandboxRequest): Promise<CommandResult> {
  const startMs = performance.now();
  const { argv, cwd, env, policy, outputBytes, signal, deadline } = request;
  const wallMs = Math.min(longestWallMs, Math.max(1, Math.round(deadline.afterMs)));
  const end: SandboxedEnd =
    port === undefined
      ? { status: 'refused', reason: 'no sandbox is connected' }
      : await port.run({ argv, folder: cwd, env, policy, wallMs, outputBytes, signal });
  const keep = (name: string, text: string): CapturedStream => keepText(join(request.folder, name), text);
  const { stdout: stdoutFile, stderr: stderrFile } = request.files;
  const rest = { survivorsKilled: 0, durationMs: Math.round(performance.now() - startMs) };
  if (end.status === 'refused') {
    const spawnError = `the sandbox refused: ${end.reason}`.toWellFormed();
    const streams = { stdout: keep(stdoutFile, ''), stderr: keep(stderrFile, `${spawnError}\n`) };
    return { exit: 1, signal: null, stopped: null, spawnError, ...rest, ...streams };
  }
  const streams = { stdout: keep(stdoutFile, end.stdout), stderr: keep(stderrFile, end.stderr) };
  const stopped = end.stopped === 'timeout' ? deadline.because : end.stopped;
  return { exit: end.exit, signal: end.signal, stopped, spawnError: undefined, ...rest, ...streams };
}

function keepText(path: string, text: string): CapturedStream {
  const bytes = Buffer.from(text);
  if (bytes.length > 0) {
    writeState(path, () => {
      writeFileSync(path, bytes);
    });
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes: bytes.length, sha256, tail: bytes.subarray(-65_536), retained: () => bytes };
}
