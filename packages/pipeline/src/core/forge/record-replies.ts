import type { ForgeDraft, ForgeReply } from './forge-draft.ts';
import type { ForgeState } from './forge-state.ts';
import type { GateReportLike } from './gate-report-like.ts';
import { promptVersion } from './prompt.ts';

/** An answer before it is filed. */
export type RawReply = Pick<ForgeReply, 'text' | 'thinking' | 'provenance'> & {
  readonly messages?: ForgeReply['messages'];
};

/** The draft with the replies of the current request added to its transcript. */
export function recordReplies<Report extends GateReportLike>(
  { draft, stage, attempt, request }: Extract<ForgeState<Report>, { phase: 'asking' }>,
  replies: readonly RawReply[],
  problem: (index: number) => ForgeReply['problem'],
): ForgeDraft<Report> {
  const added = replies.map(({ text, thinking, provenance, messages = request.messages }, index): ForgeReply => ({
    stage,
    round: draft.rounds.length,
    attempt: attempt + index,
    promptVersion,
    messages,
    text,
    thinking,
    provenance,
    problem: problem(index),
  }));
  return { ...draft, replies: [...draft.replies, ...added] };
}
