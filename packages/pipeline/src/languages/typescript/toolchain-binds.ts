import { judgePaths } from '../../core/gate/judge-files.ts';
import type { SandboxPolicyRequest } from '../../ports.ts';
import type { Toolchain } from '../../toolchain/toolchain-schema.ts';

/** Mounts of the tool chain: Node alone for the tool, the packages too for everything else. */
export function toolchainBinds(
  toolchain: Toolchain,
  part: 'node' | 'all',
): NonNullable<SandboxPolicyRequest['readOnly']> {
  const node = { from: `${toolchain.directory}/bin`, to: '/opt/machinist/bin' };
  return part === 'node' ? [node] : [node, { from: `${toolchain.directory}/node_modules`, to: judgePaths.modules }];
}
