import { randomBytes } from 'node:crypto';
import { weaveMutants } from '../../core/mutation/weave-mutants.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import { type PreparedMutants, type ProcessRequest, toolSource } from '../../gate/language-toolchain.ts';
import { runtimeFiles } from './runtime-sources.ts';
import { stripTypes } from './strip-types.ts';
import { toolDirectory, toolRuntime } from './tool-process.ts';

/** Every mutant of the tool in one module. */
export async function prepareMutants({ candidate }: GateContext): Promise<PreparedMutants> {
  const name = randomBytes(8).toString('hex');
  return weaveMutants(stripTypes(toolSource(candidate)), candidate.spec.functionName, {
    isActive: `is${name}`,
    burn: `burn${name}`,
  });
}

/** A process that holds every mutant and switches between them. */
export function mutantProcess(
  context: GateContext,
  prepared: PreparedMutants,
  link: { readonly directory: string },
): ProcessRequest {
  const { candidate, policy } = context;
  // A tool that imports nothing and may not see time waits for nothing that the event loop would not bring at once.
  const waitsForNothing =
    candidate.spec.capabilities.length === 0 && !/\bimport\b|setTimeout|setInterval/.test(toolSource(candidate));
  const settings = {
    requests: '/pipes/requests',
    replies: '/pipes/replies',
    toolPath: `${toolDirectory}/tool.mjs`,
    idCount: prepared.mutants.length + 1,
    hasState: prepared.hasState,
    waitMs: waitsForNothing ? 0 : policy.limits.callMs,
  };
  return toolRuntime(context, { kind: 'pipes', ...link }, settings, 'mutant-host', [
    ...runtimeFiles(toolDirectory, ['mutant-host', 'host-answer', 'host-frames', 'wire-codec', 'fields-of']),
    { to: `${toolDirectory}/tool.mjs`, content: prepared.code },
  ]);
}
