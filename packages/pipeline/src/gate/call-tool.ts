import { parseCandidate, type CandidateFiles } from '../core/candidate.ts';
import { fieldsOf } from '../core/gate/fields-of.ts';
import { arrangeArguments, describeReply } from '../core/gate/judge-example.ts';
import { findWrongArgument, findWrongResult } from '../core/gate/value-fits-type.ts';
import { decodeValue, encodeValue } from '../core/gate/wire-codec.ts';
import type { ToolSpec } from '../core/spec-schema.ts';
import { resolvePolicy } from '../core/resolve-policy.ts';
import { PipelineError } from '../errors.ts';
import { languageToolchainOf } from '../languages/language-toolchains.ts';
import { createGateContext } from './gate-context.ts';
import type { GateOptions } from './judge-candidate.ts';
import { resolveToolchain } from './resolve-toolchain.ts';
import { startTool } from './start-tool.ts';
import { toolEndFinding } from './tool-end-finding.ts';

/** What one call of a tool gave. */
export type CallOutcome =
  | { readonly status: 'value'; readonly value: unknown }
  /** The tool threw. `declared`: with a code that its spec lists. */
  | { readonly status: 'failure'; readonly declared: boolean; readonly code: string | null; readonly message: string }
  /** The tool did not answer: it hangs, died, used too much, or returned what is no plain data or not of the type that its spec states. */
  | { readonly status: 'broken'; readonly message: string };

/**
 * Calls a tool once in the sandbox it is judged in, with named arguments. What the tool does is an outcome.
 * Throws `PipelineError`: `CANDIDATE_INVALID`, `SPEC_INVALID`, `ARGUMENTS_INVALID`, `SANDBOX_UNAVAILABLE`, `TOOLCHAIN_MISSING`.
 */
export async function callTool(
  files: CandidateFiles,
  args: Readonly<Record<string, unknown>>,
  options: Omit<GateOptions, 'onEvent'>,
): Promise<CallOutcome> {
  const candidate = parseCandidate(files);
  const { spec, toolFile } = candidate;
  const arranged = arrangeArguments(spec.params, args);
  if (arranged === undefined) {
    const wanted = spec.params.map(({ name, type, required }) => `${name}${required ? '' : '?'}: ${type}`).join(', ');
    throw new PipelineError(
      'ARGUMENTS_INVALID',
      `${spec.name} takes { ${wanted} }, but got { ${Object.keys(args)
        .map((name) => JSON.stringify(name))
        .join(', ')} }; pass one JSON object with these names`,
    );
  }
  const wrong = findWrongArgument(spec.params, args);
  if (wrong !== undefined)
    throw new PipelineError('ARGUMENTS_INVALID', `${spec.name} cannot be called: ${wrong}; pass values of these types`);
  const context = createGateContext({
    ...options,
    candidate,
    policy: resolvePolicy(options.policy),
    language: languageToolchainOf(spec.language),
    toolchain: await resolveToolchain(options.toolchain, spec.language),
  });
  const tool = await context.language.prepareTool(context);
  const { run, channel } = startTool(context, 'tool', tool, { kind: 'channel' });
  const { callMs } = context.policy.limits;
  try {
    const hello = await channel.receive(callMs + 10_000);
    if (hello['ok'] !== true) return { status: 'broken', message: `the tool does not load: ${describeReply(hello)}` };
    channel.send({ op: 'call', seq: 1, args: encodeValue(arranged) });
    return readOutcome(await channel.receive(callMs), spec);
  } catch (error) {
    run.stop();
    const end = toolEndFinding(await run.result, 'the call', toolFile);
    return { status: 'broken', message: end?.message ?? (error instanceof Error ? error.message : 'malformed answer') };
  } finally {
    run.stop();
    await run.result;
  }
}

function readOutcome(reply: Readonly<Record<string, unknown>>, spec: ToolSpec): CallOutcome {
  if (reply['seq'] !== 1)
    return { status: 'broken', message: 'the tool answered another call than the one it was asked' };
  if (reply['ok'] === true) {
    const value = decodeValue(reply['value']);
    const wrong = findWrongResult(spec.returns, value);
    return wrong === undefined ? { status: 'value', value } : { status: 'broken', message: wrong };
  }
  if ('notPlain' in reply) return { status: 'broken', message: describeReply(reply) };
  const error = fieldsOf('thrown' in reply ? decodeValue(reply['thrown']) : reply['error']);
  const code = typeof error['code'] === 'string' ? error['code'] : null;
  const declared = code !== null && spec.failures.some((failure) => failure.code === code);
  return {
    status: 'failure',
    declared,
    code,
    message: typeof error['message'] === 'string' ? error['message'] : 'no message',
  };
}
