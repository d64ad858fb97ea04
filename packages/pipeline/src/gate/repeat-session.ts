import { z } from 'zod';
import type { PlainCanary } from './language-toolchain.ts';
import type { ControlChannel } from './open-control.ts';
import type { JudgeProcess } from './start-judge.ts';

const helloSchema = z.object({
  seq: z.literal(0),
  tests: z.array(z.object({ file: z.string(), state: z.string() })).max(20_000),
});
const answerSchema = z.object({
  seq: z.int().positive(),
  state: z.enum(['passed', 'failed', 'unrepeatable']),
  message: z.string(),
  calls: z.array(z.tuple([z.unknown(), z.unknown()])).optional(),
});
export type RepeatAnswer = z.infer<typeof answerSchema>;

/** What answers the calls of a repeated test. */
export type RepeatTool = { readonly canary: PlainCanary } | { readonly mutant: number; readonly record: boolean };

/** A judge that has ended its ordinary run and repeats single tests. */
export interface RepeatSession {
  readonly tests: readonly { readonly file: string; readonly state: string }[];
  /** Rejects when the judge is gone, talks nonsense or takes too long. */
  readonly repeat: (test: number, tool: RepeatTool) => Promise<RepeatAnswer>;
}

/** Waits for the end of the ordinary run; `undefined` when the judge ended without a greeting. Rejects after `waitMs`. */
export async function openRepeatSession(
  control: ControlChannel,
  judge: JudgeProcess,
  waitMs: { readonly ordinaryRun: number; readonly repeat: number },
): Promise<RepeatSession | undefined> {
  const ended = judge.finished.then(() => undefined);
  const hello = await Promise.race([control.receive(waitMs.ordinaryRun), ended]);
  if (hello === undefined) return undefined;
  const { tests } = helloSchema.parse(hello);
  let sequence = 0;
  return {
    tests,
    repeat: async (test, tool) => {
      sequence += 1;
      control.send({ op: 'run', seq: sequence, test, ...tool });
      const answer = await Promise.race([control.receive(waitMs.repeat), ended]);
      if (answer === undefined) throw new Error('the judge ended while it repeated a test');
      const parsed = answerSchema.parse(answer);
      if (parsed.seq !== sequence) throw new Error('the judge answered another request than the one it was sent');
      return parsed;
    },
  };
}
