import { z } from 'zod';
import { assembleSpec } from './assemble-spec.ts';
import { examplesRequestSchema } from './examples-schema.ts';
import type { ForgeDraft } from './forge-draft.ts';
import type { ForgeEventInput, ForgeState, ForgeStep } from './forge-state.ts';
import { askStep, confirmStep, failStep } from './forge-steps.ts';
import type { GateReportLike } from './gate-report-like.ts';
import { normaliseSignature } from './normalise-signature.ts';
import { recordReplies } from './record-replies.ts';
import { signatureRequestSchema } from './signature-request-schema.ts';

type Asking<Report extends GateReportLike> = Extract<ForgeState<Report>, { phase: 'asking' }>;
type Answer<Report extends GateReportLike> = Extract<ForgeEventInput<Report>, { kind: 'structured-reply' }>;

/** Takes the answer of a structured stage. It is validated again here: the port may be anybody's. */
export function acceptStructuredReply<Report extends GateReportLike>(
  state: Asking<Report>,
  answer: Answer<Report>,
): ForgeStep<Report> {
  const { draft, stage } = state;
  const { language } = draft.request;
  if (stage === 'signature') {
    const parsed = signatureRequestSchema(language).safeParse(answer.value);
    if (!parsed.success) return refuseStructure(state, answer, parsed.error);
    return askStep({ ...accepted(state, answer), signature: normaliseSignature(parsed.data, language) }, 'examples');
  }
  if (stage === 'examples' && draft.signature !== null) {
    const parsed = examplesRequestSchema(draft.signature).safeParse(answer.value);
    if (!parsed.success) return refuseStructure(state, answer, parsed.error);
    return confirmStep(
      { ...accepted(state, answer), spec: assembleSpec(language, draft.signature, parsed.data) },
      'spec',
    );
  }
  return { state, command: { kind: 'ignore' } };
}

function accepted<Report extends GateReportLike>(
  state: Asking<Report>,
  { replies, failures }: Answer<Report>,
): ForgeDraft<Report> {
  return recordReplies(state, replies, (index) => {
    if (index === replies.length - 1) return null;
    const problems = failures.find(({ text }) => text === replies[index]?.text)?.problems ?? [
      'a later answer was taken',
    ];
    return { code: 'INVALID_STRUCTURE', message: problems.join('; ') };
  });
}

function refuseStructure<Report extends GateReportLike>(
  state: Asking<Report>,
  { replies }: Answer<Report>,
  error: z.ZodError,
): ForgeStep<Report> {
  const message = z.prettifyError(error);
  const draft = recordReplies(state, replies, () => ({ code: 'INVALID_STRUCTURE', message }));
  return failStep(draft, state.stage, error);
}
