import { z } from 'zod';
import {
  type AnsweredCall,
  chooseCalls,
  compareReplies,
  comparableReply,
  type Surroundings,
  type VariantName,
  variants,
  variantsOf,
} from '../core/gate/replay-variants.ts';
import type { Determinism, VariantResult } from '../core/report-schema.ts';
import type { GateContext } from './gate-context.ts';
import type { PreparedTool } from './language-toolchain.ts';
import { startTool } from './start-tool.ts';

const maxCalls = 400;
const callsPerFrame = 50;
const seedOfSeeded = 7;
const replaySchema = z.object({ ok: z.literal(true), replies: z.array(z.unknown()) });

/** Repeats calls that the tests made, under other surroundings and in another order, and compares the answers. */
export async function runDeterminism(
  context: GateContext,
  tool: PreparedTool,
  recorded: readonly AnsweredCall[],
): Promise<Determinism> {
  const declared = context.candidate.spec.determinism;
  const names = variantsOf(declared);
  if (names.length === 0) return { status: 'not-run', reason: 'spec.json declares that answers depend on the outside' };
  const chosen = chooseCalls(recorded, maxCalls);
  const common: Surroundings = declared === 'seeded' ? { randomSeed: seedOfSeeded } : {};
  const replay = (surroundings: Surroundings, calls: readonly AnsweredCall[]): Promise<readonly unknown[]> =>
    replayCalls(context, tool, { ...common, ...surroundings }, calls);
  try {
    const calls =
      declared === 'seeded'
        ? (await replay({}, chosen)).map((reply, index) => ({ args: chosen[index]?.args, reply }))
        : chosen;
    const results: VariantResult[] = [];
    if (await isSameUnderAll(names, calls, replay))
      results.push(...names.map((name) => ({ name, status: 'same' as const })));
    else
      for (const name of names)
        results.push(
          name === 'order'
            ? compareReplies(name, shuffled(calls), await replay({}, shuffled(calls)))
            : compareReplies(name, calls, await replay(variants[name], calls)),
        );
    return { status: 'measured', calls: calls.length, variants: results };
  } catch (error) {
    return { status: 'not-run', reason: error instanceof Error ? error.message : 'malformed answer' };
  }
}

/** One process with everything changed at once: enough for a tool that is what it says. */
async function isSameUnderAll(
  names: readonly VariantName[],
  calls: readonly AnsweredCall[],
  replay: (surroundings: Surroundings, calls: readonly AnsweredCall[]) => Promise<readonly unknown[]>,
): Promise<boolean> {
  const all: Surroundings = Object.assign({}, ...names.map((name) => variants[name]));
  const order = shuffled(calls);
  const replies = await replay(all, order);
  return order.every(({ reply }, index) => comparableReply(reply) === comparableReply(replies[index]));
}

/** Every call twice, in an order that is the same in every run. */
function shuffled(calls: readonly AnsweredCall[]): readonly AnsweredCall[] {
  const list = [...calls, ...calls];
  let state = 1;
  for (let index = list.length - 1; index > 0; index -= 1) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (index + 1);
    const [left, right] = [list[index], list[other]];
    if (left !== undefined && right !== undefined) [list[index], list[other]] = [right, left];
  }
  return list;
}

async function replayCalls(
  context: GateContext,
  tool: PreparedTool,
  surroundings: Surroundings,
  calls: readonly AnsweredCall[],
): Promise<readonly unknown[]> {
  const { run, channel } = startTool(context, 'variant', tool, { kind: 'channel' }, surroundings);
  try {
    const { testsMs, callMs } = context.policy.limits;
    const hello = await channel.receive(callMs + 10_000);
    if (hello['ok'] !== true) throw new Error('the tool does not load under other surroundings');
    const replies: unknown[] = [];
    for (let at = 0; at < calls.length; at += callsPerFrame) {
      const part = calls.slice(at, at + callsPerFrame);
      channel.send({ op: 'replay', seq: at + 1, calls: part.map(({ args }) => args) });
      const reply = await channel.receive(testsMs);
      if (reply['seq'] !== at + 1) throw new Error('the tool answered another request than the one it was sent');
      replies.push(...replaySchema.parse(reply).replies);
    }
    return replies;
  } finally {
    run.stop();
    await run.result;
  }
}
