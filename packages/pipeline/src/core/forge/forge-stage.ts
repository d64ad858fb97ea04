import type { SuiteName } from './candidate-files.ts';
import type { ForgeRequest } from './forge-request-schema.ts';

/** One kind of request to the model. */
export type ForgeStage = 'signature' | 'examples' | 'code' | `tests-${SuiteName}` | 'repair';

/** Replies asked for in one stage before it is given up. */
export const attemptsPerStage = 3;

const stageOrder: readonly ForgeStage[] = [
  'signature',
  'examples',
  'code',
  'tests-unit',
  'tests-property',
  'tests-abuse',
  'repair',
];
const answerTokens: Readonly<Record<ForgeStage, number>> = {
  signature: 1200,
  examples: 1500,
  code: 3000,
  'tests-unit': 3000,
  'tests-property': 3000,
  'tests-abuse': 3000,
  repair: 3000,
};
const attemptTemperature = [0, 0.2, 0.5];

/** Sampling of one attempt: each stage, round and attempt has its own seed, so that tests do not echo the code's luck. */
export function stageOptions(
  { modelOptions, seed }: ForgeRequest,
  stage: ForgeStage,
  round: number,
  attempt: number,
): { readonly temperature: number; readonly seed: number; readonly numCtx: number; readonly numPredict: number } {
  return {
    temperature: Math.max(modelOptions.temperature, attemptTemperature[attempt - 1] ?? 0.5),
    seed: seed + stageOrder.indexOf(stage) * 1000 + round * 100 + attempt - 1,
    numCtx: modelOptions.numCtx,
    numPredict: answerLimit(modelOptions.numPredict ?? answerTokens[stage], modelOptions.numCtx, attempt),
  };
}

/** A further attempt may be half as long again, as far as the context allows: the first may have been cut. */
function answerLimit(numPredict: number, numCtx: number, attempt: number): number {
  return attempt === 1
    ? numPredict
    : Math.max(numPredict, Math.min(Math.floor(numPredict * 1.5), Math.floor(numCtx / 2)));
}
