import type { SandboxRequest } from './core/request.ts';
import type { SandboxResult } from './launch/sandbox-result.ts';
import { startSandboxed } from './start-sandboxed.ts';
import type { SandboxOptions } from './start-sandboxed.ts';

/** Runs one command in a sandbox of its own and waits for the result. Rejects only with SandboxError, before anything ran. */
export async function runSandboxed(request: SandboxRequest, options: SandboxOptions = {}): Promise<SandboxResult> {
  return startSandboxed(request, options).result;
}
