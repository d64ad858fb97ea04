import { setTimeout as delay } from 'node:timers/promises';
import { closeSync, constants, openSync } from 'node:fs';
import { z } from 'zod';
import { createFrameChannel } from './frame-channel.ts';
import type { GateContext } from './gate-context.ts';
import type { PreparedMutants, RepeatSupport } from './language-toolchain.ts';
import type { PipePair } from './make-pipes.ts';
import { writeFrame } from './write-frame.ts';

const comparisonSchema = z.object({
  seq: z.int(),
  ok: z.literal(true),
  isReached: z.boolean(),
  differs: z.int().nonnegative().optional(),
});

/** The process that holds the mutants. What it says is the tool's word. */
export interface MutantHost {
  /** The first of `tests` in whose recorded calls the mutant changes an answer. Rejects when the process is gone, talks nonsense or takes too long. */
  readonly compare: (
    mutant: number,
    tests: readonly number[],
    waitMs: number,
  ) => Promise<z.infer<typeof comparisonSchema>>;
  /** Ends it, and its pipes with it. */
  readonly stop: () => Promise<void>;
}

/** Starts the mutants in a sandbox of their own. */
export function startMutantHost(
  context: GateContext,
  support: RepeatSupport,
  prepared: PreparedMutants,
  pipes: PipePair,
): MutantHost {
  const { limits } = context.policy;
  const request = support.mutantProcess(context, prepared, pipes);
  const run = context.startSandbox('mutants', {
    command: request.command,
    files: request.files,
    policy: {
      wallMs: limits.testsMs + limits.mutationMs + 5000,
      memoryBytes: limits.memoryBytes,
      outputBytes: limits.outputBytes,
      env: request.env,
      cwd: request.cwd,
      readOnly: request.binds,
    },
    channels: [3],
  });
  const stream = run.channels.get(3);
  if (stream === undefined) throw new TypeError('the sandbox port did not give the channel it was asked for');
  const channel = createFrameChannel(stream);
  let sequence = 0;
  return {
    compare: async (mutant, tests, waitMs) => {
      const pipe = openSync(pipes.requests, constants.O_WRONLY | constants.O_NONBLOCK);
      sequence -= 1;
      try {
        writeFrame(pipe, { op: 'compare', mutant, tests, seq: sequence });
      } finally {
        closeSync(pipe);
      }
      const reply = comparisonSchema.parse(await channel.receive(waitMs));
      if (reply.differs !== undefined && !tests.includes(reply.differs))
        throw new Error('the mutants named a test that they were not asked for');
      if (reply.seq !== sequence) throw new Error('the mutants answered another request than the one they were sent');
      return reply;
    },
    stop: async () => {
      run.stop();
      await Promise.race([run.result, delay(10_000, undefined, { ref: false })]);
    },
  };
}
