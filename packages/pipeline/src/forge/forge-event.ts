import type { ConfirmArtefact } from '../core/forge/forge-state.ts';
import type { ForgeReply } from '../core/forge/forge-draft.ts';
import type { ConfirmStage } from '../core/forge/forge-outcome.ts';
import type { ForgeStage } from '../core/forge/forge-stage.ts';
import type { Verdict } from '../core/report-schema.ts';
import type { ModelEvent } from '../ports.ts';

/** What a forge is busy with. */
export type ForgePhase = ForgeStage | 'check' | `confirm-${ConfirmStage}`;

/** Progress of a forge, for rendering only. `elapsedMs` counts from the start; every text is untrusted. */
export type ForgeEvent = {
  readonly elapsedMs: number;
  readonly phase: ForgePhase;
  /** 0 until the first check, then the repair round. */
  readonly round: number;
} & (
  | { readonly kind: 'phase-started'; readonly attempt: number }
  /** A piece of text as the model writes it. */
  | { readonly kind: 'text-delta'; readonly channel: 'answer' | 'thinking'; readonly text: string }
  /** Any other event of the model port, as it came. */
  | { readonly kind: 'model'; readonly event: ModelEvent }
  /** A specification, code or suite set is complete. */
  | { readonly kind: 'artefact'; readonly artefact: ConfirmArtefact }
  /** A reply was not used; the model is asked again unless the attempts are used up. */
  | { readonly kind: 'reply-refused'; readonly problem: NonNullable<ForgeReply['problem']> }
  | { readonly kind: 'checked'; readonly verdict: Verdict }
);
