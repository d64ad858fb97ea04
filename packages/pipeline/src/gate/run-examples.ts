import { readAttempts, type RefusedAttempt } from '../core/gate/capability-findings.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { arrangeArguments, describeExpected, describeReply, judgeExample } from '../core/gate/judge-example.ts';
import { type FindingId, makeFinding } from '../core/gate/make-finding.ts';
import { encodeValue } from '../core/gate/wire-codec.ts';
import type { ExampleResult, Finding } from '../core/report-schema.ts';
import { type FrameChannel, noAnswerInTime, processEnded } from './frame-channel.ts';
import type { GateContext } from './gate-context.ts';
import type { PreparedTool } from './language-toolchain.ts';
import { startTool } from './start-tool.ts';
import { toolEndFinding } from './tool-end-finding.ts';

const endGraceMs = 2000;

/** What running the spec's examples gave. */
export interface ExamplesOutcome {
  readonly findings: readonly Finding[];
  readonly results: readonly ExampleResult[];
  readonly attempts: readonly RefusedAttempt[];
}

/** Runs the spec's own examples through a fresh tool process, whatever the tests say: they are the oracle a person confirmed. */
export async function runExamples(context: GateContext, tool: PreparedTool): Promise<ExamplesOutcome> {
  const { spec, toolFile } = context.candidate;
  if (spec.examples.length === 0)
    return { findings: [makeFinding('example.none', 'the spec has no example')], results: [], attempts: [] };
  const { callMs } = context.policy.limits;
  const { run, channel } = startTool(context, 'examples', tool, { kind: 'channel' });
  const findings: Finding[] = [];
  const results: ExampleResult[] = [];
  let attempts: readonly RefusedAttempt[] = [];
  let broken: string | undefined;
  const startMs = callMs + 10_000;
  try {
    const hello = await channel.receive(startMs);
    if (hello['ok'] !== true)
      findings.push(
        makeFinding('tool.load-failed', `the tool does not load: ${describeReply(hello)}`, { file: toolFile }),
      );
    for (const [index, example] of spec.examples.entries()) {
      const args = arrangeArguments(spec.params, example.args);
      if (hello['ok'] !== true || args === undefined) {
        results.push({ index, status: 'not-run' });
        if (args === undefined)
          findings.push(
            makeFinding('example.invalid', `example ${index + 1} does not fit the parameters of the spec`, {
              file: 'spec.json',
            }),
          );
        continue;
      }
      const reply = await exchange(channel, index + 1, { op: 'call', args: encodeValue(args) }, callMs);
      const actual = judgeExample(example, reply);
      results.push(actual === undefined ? { index, status: 'passed' } : { index, status: 'failed', actual });
      if (actual !== undefined)
        findings.push(
          makeFinding(
            'example.wrong',
            `example ${index + 1}: ${spec.functionName}(${JSON.stringify(args).slice(1, -1).slice(0, 120)}) gave ${actual}, the spec says ${describeExpected(example)}`,
            { file: toolFile },
          ),
        );
    }
    attempts = readAttempts(await exchange(channel, spec.examples.length + 1, { op: 'finish' }, callMs));
  } catch (error) {
    broken = error instanceof Error ? error.message : 'malformed answer';
  }
  // A process that ended by itself is given the time to say how.
  if (broken === processEnded) await Promise.race([run.result, delay(endGraceMs, undefined, { ref: false })]);
  run.stop();
  const outcome = await run.result;
  if (broken !== undefined) {
    const call = `example ${results.length + 1}`;
    const id: FindingId =
      broken === noAnswerInTime ? 'tool.hangs' : broken === processEnded ? 'tool.gone' : 'tool.protocol';
    findings.push(toolEndFinding(outcome, call, toolFile) ?? makeFinding(id, `${call}: ${broken}`, { file: toolFile }));
    for (let index = results.length; index < spec.examples.length; index += 1)
      results.push({ index, status: 'not-run' });
    findings.push(makeFinding('example.not-run', 'not every example could be run'));
  }
  return { findings, results, attempts };
}

async function exchange(
  channel: FrameChannel,
  seq: number,
  message: object,
  waitMs: number,
): Promise<Readonly<Record<string, unknown>>> {
  channel.send({ ...message, seq });
  const reply = await channel.receive(waitMs);
  if (reply['seq'] !== seq) throw new Error('the tool answered another call than the one it was asked');
  return reply;
}
