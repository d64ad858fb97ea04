import type { ForgeState, ForgeStep } from './forge-state.ts';
import { failStep } from './forge-steps.ts';
import type { GateReportLike } from './gate-report-like.ts';
import { readBrokenAnswer, readFailedAttempts } from './read-model-error.ts';
import { recordReplies, type RawReply } from './record-replies.ts';
import { retryStep } from './retry-step.ts';

/** After a thrown model error: asks again when the model answered badly, otherwise ends with what the error still carries. */
export function acceptModelError<Report extends GateReportLike>(
  state: Extract<ForgeState<Report>, { phase: 'asking' }>,
  error: unknown,
): ForgeStep<Report> {
  const isText = state.stage !== 'signature' && state.stage !== 'examples';
  const broken = readBrokenAnswer(error);
  if (isText && broken !== null)
    return retryStep(state, withoutProvenance(broken.text), { code: 'BROKEN_OFF', message: broken.message });
  const attempts = readFailedAttempts(error);
  const draft = recordReplies(
    state,
    attempts.map(({ text }) => withoutProvenance(text)),
    (index) => ({ code: 'INVALID_STRUCTURE', message: attempts[index]?.message ?? '' }),
  );
  return failStep(draft, state.stage, error);
}

function withoutProvenance(text: string): RawReply {
  return { text, thinking: '', provenance: null };
}
