import { extractSource, type WantedSource } from './extract-source.ts';
import type { ForgeDraft, ForgeReply } from './forge-draft.ts';
import type { ForgeStage } from './forge-stage.ts';
import type { ForgeState, ForgeStep } from './forge-state.ts';
import { askStep, confirmStep } from './forge-steps.ts';
import type { GateReportLike } from './gate-report-like.ts';
import type { ModelReply } from './model-reply.ts';
import { recordReplies } from './record-replies.ts';
import { retryStep } from './retry-step.ts';

type TextStage = Exclude<ForgeStage, 'signature' | 'examples'>;
type Taken = { readonly source: string } | { readonly problem: NonNullable<ForgeReply['problem']> };

/** Takes the answer of a free-text stage, or asks again with the reason, or gives up with every attempt recorded. */
export function acceptTextReply<Report extends GateReportLike>(
  state: Extract<ForgeState<Report>, { phase: 'asking' }>,
  reply: ModelReply,
): ForgeStep<Report> {
  const { stage } = state;
  if (stage === 'signature' || stage === 'examples') return { state, command: { kind: 'ignore' } };
  const taken = takeSource(stage, state.draft, reply);
  if ('source' in taken)
    return follow(
      recordReplies(state, [reply], () => null),
      stage,
      taken.source,
    );
  return retryStep(state, reply, taken.problem);
}

function takeSource<Report extends GateReportLike>(
  stage: TextStage,
  { spec, request, code }: ForgeDraft<Report>,
  { text, thinking }: ModelReply,
): Taken {
  if (text.trim() === '' && thinking.trim() !== '')
    return { problem: { code: 'THINKING_ONLY', message: 'The reply holds thinking but no answer. Think less.' } };
  const extraction = extractSource(text, wantedSource(stage, spec?.functionName ?? '', request.language));
  if (!extraction.ok) return { problem: { code: extraction.problem, message: extraction.message } };
  if (stage === 'repair' && extraction.source === code)
    return { problem: { code: 'UNCHANGED', message: 'The code is the same as before, and it is wrong. Change it.' } };
  return { source: extraction.source };
}

function wantedSource(stage: TextStage, name: string, language: WantedSource['language']): WantedSource {
  if (stage === 'code' || stage === 'repair') return { language, exports: name };
  return { language, imports: name, from: language === 'typescript' ? '../tool.ts' : 'tool' };
}

/** What comes after a stage whose source was taken. Only `code` and `repair` write code; only `tests-*` write tests. */
function follow<Report extends GateReportLike>(
  draft: ForgeDraft<Report>,
  stage: TextStage,
  source: string,
): ForgeStep<Report> {
  if (stage === 'code' || stage === 'repair') return confirmStep({ ...draft, code: source }, 'code');
  const { suite, next } = suiteStages[stage];
  const withSuite = { ...draft, suites: { ...draft.suites, [suite]: source } };
  return next === null ? confirmStep(withSuite, 'tests') : askStep(withSuite, next);
}

const suiteStages = {
  'tests-unit': { suite: 'unit', next: 'tests-property' },
  'tests-property': { suite: 'property', next: 'tests-abuse' },
  'tests-abuse': { suite: 'abuse', next: null },
} as const;
