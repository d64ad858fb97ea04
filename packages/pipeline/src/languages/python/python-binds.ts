import { z } from 'zod';
import type { SandboxPolicyRequest } from '../../ports.ts';
import type { Toolchain } from '../../toolchain/toolchain-schema.ts';

/** Path of the interpreter, on the host and in the sandboxes. */
export function pythonPath({ settings }: Toolchain): string {
  return settings?.['interpreter'] ?? '/usr/bin/python3';
}

/** Mounts of an interpreter outside the system's folders, each at its own path. */
export function pythonBinds({ settings }: Toolchain): NonNullable<SandboxPolicyRequest['readOnly']> {
  const mounts = z.array(z.string()).parse(JSON.parse(settings?.['mounts'] ?? '[]'));
  return mounts.map((path) => ({ from: path, to: path }));
}
