import { existsSync } from 'node:fs';
import {
  checkCandidateFiles,
  prepareToolchain,
  type CandidateFiles,
  type GateEvent,
  type GateReport,
  type Language,
  type PolicyChoice,
  type SandboxPort,
} from '@machinist/pipeline';
import { runSandboxed, startSandboxed } from '@machinist/sandbox-bwrap';
import { CliError } from '../errors.ts';
import { readJsonObject } from '../json-object.ts';

/** The leaf that satisfies the pipeline's sandbox port. */
export const sandbox: SandboxPort = { start: startSandboxed };

/** A gate that is ready to judge: the tool chain is laid out once, then used for every candidate. */
export interface Gate {
  judge(files: CandidateFiles, options?: { readonly signal?: AbortSignal }): Promise<GateReport>;
}

/** Starts one empty sandbox: better before the model works for an hour than when its work is to be judged. */
export async function requireSandbox(signal: AbortSignal): Promise<void> {
  const { status, launchError } = await runSandboxed({ command: ['true'] }, { signal });
  if (status === 'launch-error')
    throw new CliError('UNAVAILABLE', `no sandbox starts here: ${launchError ?? ''}; see machinist sandbox probe`);
}

/** Builds the gate for this machine. `policy` is `standard`, `external` or the path of a policy file. */
export function composeGate(options: {
  readonly policy?: string | undefined;
  readonly onEvent?: (event: GateEvent) => void;
}): Gate {
  const policy = readPolicy(options.policy ?? 'standard');
  const toolchains = new Map<Language, ReturnType<typeof prepareToolchain>>();
  const toolchainOf = (language: Language): ReturnType<typeof prepareToolchain> => {
    const toolchain = toolchains.get(language) ?? prepareToolchain({ language });
    toolchains.set(language, toolchain);
    return toolchain;
  };
  return {
    async judge(files, { signal } = {}) {
      return checkCandidateFiles(files, {
        sandbox,
        toolchain: toolchainOf,
        policy,
        ...(signal ? { signal } : {}),
        ...(options.onEvent ? { onEvent: options.onEvent } : {}),
      });
    },
  };
}

function readPolicy(policy: string): PolicyChoice {
  if (policy === 'standard' || policy === 'external') return policy;
  if (!existsSync(policy))
    throw new CliError(
      'FILE_UNUSABLE',
      `--policy ${policy} is neither standard, external nor a file; name one of them`,
    );
  return readJsonObject(policy, '--policy');
}
