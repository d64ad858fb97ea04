import type { z } from 'zod';
import { codePrompt } from './code-prompt.ts';
import { examplesPrompt } from './examples-prompt.ts';
import { examplesRequestSchema } from './examples-schema.ts';
import type { ForgeDraft } from './forge-draft.ts';
import type { ForgeStage } from './forge-stage.ts';
import type { GateReportLike } from './gate-report-like.ts';
import type { Signature } from './normalise-signature.ts';
import type { PromptMessage } from './prompt.ts';
import { repairFindings } from './repair-findings.ts';
import { repairPrompt } from './repair-prompt.ts';
import { signaturePrompt } from './signature-prompt.ts';
import { signatureRequestSchema } from './signature-request-schema.ts';
import type { ToolSpec } from '../spec-schema.ts';
import { testsPrompt } from './tests-prompt.ts';

type Draft = ForgeDraft<GateReportLike>;

/** First messages of a stage. Throws on a stage that the draft is not ready for: a defect of the state machine. */
export function stageMessages(stage: ForgeStage, draft: Draft): readonly PromptMessage[] {
  return builders[stage](draft);
}

const builders: Readonly<Record<ForgeStage, (draft: Draft) => readonly PromptMessage[]>> = {
  signature: ({ request }) => signaturePrompt(request.goal, request.language),
  examples: (draft) => examplesPrompt(draft.request.goal, draft.request.language, readySignature(draft)),
  code: (draft) => codePrompt(readySpec(draft)),
  'tests-unit': (draft) => testsPrompt(readySpec(draft), 'unit'),
  'tests-property': (draft) => testsPrompt(readySpec(draft), 'property'),
  'tests-abuse': (draft) => testsPrompt(readySpec(draft), 'abuse'),
  repair(draft) {
    const last = draft.rounds.at(-1);
    if (last === undefined) throw new Error('a repair needs a failed check');
    const findings = repairFindings(last.report.findings, Object.values(draft.suites));
    return repairPrompt(readySpec(draft), last.code, findings);
  },
};

/** Schema of a structured stage; `null` for a stage that answers in free text. */
export function stageSchema(stage: ForgeStage, draft: Draft): z.ZodType | null {
  if (stage === 'signature') return signatureRequestSchema(draft.request.language);
  if (stage === 'examples') return examplesRequestSchema(readySignature(draft));
  return null;
}

function readySignature({ signature }: { readonly signature: Signature | null }): Signature {
  if (signature === null) throw new Error('the signature stage comes first');
  return signature;
}

function readySpec({ spec }: { readonly spec: ToolSpec | null }): ToolSpec {
  if (spec === null) throw new Error('the specification stages come first');
  return spec;
}
