import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const version = '0.0.83';
const name = '@anthropic-ai/sandbox-runtime';

/** The part of its documented library that is used. */
interface Library {
  readonly SandboxManager: {
    initialize(config: object): Promise<unknown>;
    wrapWithSandbox(command: string): Promise<string>;
    reset(): Promise<unknown>;
  };
}

function isLibrary(value: unknown): value is Library {
  return typeof value === 'object' && value !== null && 'SandboxManager' in value;
}

/** A warm sandbox-runtime in this process. */
export interface SandboxRuntime {
  readonly name: string;
  run(command: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Installs the package into a folder of its own and warms its library path up as its README shows. A text says why it
 * cannot be measured here: no registry, or the programs it needs (ripgrep, socat) are missing.
 */
export async function openSandboxRuntime(): Promise<SandboxRuntime | string> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-sandbox-runtime-'));
  try {
    const words = [
      'install',
      '--prefix',
      directory,
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      `${name}@${version}`,
    ];
    execFileSync('npm', words, { stdio: 'pipe', timeout: 180_000 });
    const entry = createRequire(join(directory, 'x.js')).resolve(name);
    const library: unknown = await import(entry);
    if (!isLibrary(library)) throw new Error('it has no SandboxManager');
    const manager = library.SandboxManager;
    await manager.initialize({
      network: { allowedDomains: [], deniedDomains: [] },
      filesystem: { denyRead: [], allowWrite: ['/tmp'], denyWrite: [] },
    });
    const runtime: SandboxRuntime = {
      name: `sandbox-runtime ${version}, warm library`,
      async run(command) {
        const wrapped = await manager.wrapWithSandbox(command);
        const child = spawn(wrapped, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
        child.stdout.resume();
        child.stderr.resume();
        const [code] = await once(child, 'close');
        if (code !== 0) throw new Error(`sandbox-runtime ended with ${String(code)}`);
      },
      async close() {
        await manager.reset();
        rmSync(directory, { recursive: true, force: true });
      },
    };
    await runtime.run('true');
    return runtime;
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    return error instanceof Error ? (error.message.split('\n')[0] ?? 'unknown') : String(error);
  }
}
