import type { ForgeReply } from './forge-draft.ts';
import { attemptsPerStage } from './forge-stage.ts';
import type { ForgeState, ForgeStep } from './forge-state.ts';
import { askStep, failStep } from './forge-steps.ts';
import type { GateReportLike } from './gate-report-like.ts';
import { recordReplies, type RawReply } from './record-replies.ts';
import { retryMessages } from './retry-messages.ts';
import { stageMessages } from './stage-request.ts';

/** Records an unusable free-text reply and asks again, or gives up with every attempt recorded. */
export function retryStep<Report extends GateReportLike>(
  state: Extract<ForgeState<Report>, { phase: 'asking' }>,
  reply: RawReply,
  problem: NonNullable<ForgeReply['problem']>,
): ForgeStep<Report> {
  const { stage, attempt } = state;
  const draft = recordReplies(state, [reply], () => problem);
  if (attempt >= attemptsPerStage)
    return failStep(draft, stage, `no usable reply in ${String(attempt)} attempts; the last: ${problem.message}`);
  const messages = retryMessages(stageMessages(stage, draft), attempt + 1, reply.text, problem.message);
  return askStep(draft, stage, attempt + 1, messages);
}
