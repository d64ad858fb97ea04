import type { ForgeReply } from '../core/forge/forge-draft.ts';
import type { ForgeState, ForgeStep } from '../core/forge/forge-state.ts';
import type { GateReportLike } from '../core/forge/gate-report-like.ts';
import type { ModelEvent } from '../ports.ts';
import type { ForgeEvent, ForgePhase } from './forge-event.ts';

/** Turns steps of the state machine into progress events. */
export interface ForgeReporter {
  stepStarted<Report extends GateReportLike>(step: ForgeStep<Report>): void;
  stepEnded<Report extends GateReportLike>(step: ForgeStep<Report>, next: ForgeStep<Report>): void;
  readonly modelEvent: (event: ModelEvent) => void;
}

/** A reporter for one forge; `now` gives milliseconds. */
export function createForgeReporter(
  onEvent: ((event: ForgeEvent) => void) | undefined,
  now: () => number,
): ForgeReporter {
  const startedAtMs = now();
  let phase: ForgePhase = 'signature';
  let round = 0;
  const emit = (event: EventBody): void => onEvent?.({ ...event, phase, round, elapsedMs: now() - startedAtMs });
  return {
    stepStarted({ state, command }) {
      if (state.phase === 'finished') return;
      phase = phaseOf(state);
      round = state.draft.rounds.length;
      emit({ kind: 'phase-started', attempt: state.phase === 'asking' ? state.attempt : 1 });
      if (command.kind === 'confirm' && command.artefact.stage !== 'validate')
        emit({ kind: 'artefact', artefact: command.artefact });
    },
    stepEnded(step, next) {
      for (const { problem } of repliesOf(next.state).slice(repliesOf(step.state).length))
        if (problem !== null) emit({ kind: 'reply-refused', problem });
      const checked = roundsOf(next.state).at(roundsOf(step.state).length);
      if (checked !== undefined) emit({ kind: 'checked', verdict: checked.report.verdict });
    },
    modelEvent(event) {
      const channel = channelOf(event.kind);
      if (channel !== null && event.text !== undefined) emit({ kind: 'text-delta', channel, text: event.text });
      else emit({ kind: 'model', event });
    },
  };
}

type WithoutPosition<Event> = Event extends unknown ? Omit<Event, 'elapsedMs' | 'phase' | 'round'> : never;
type EventBody = WithoutPosition<ForgeEvent>;

function phaseOf<Report extends GateReportLike>(state: Exclude<ForgeState<Report>, { phase: 'finished' }>): ForgePhase {
  if (state.phase === 'asking') return state.stage;
  if (state.phase === 'confirming') return `confirm-${state.stage}`;
  return state.phase === 'checking' ? 'check' : 'signature';
}

function channelOf(kind: string): 'answer' | 'thinking' | null {
  if (kind.startsWith('thinking')) return 'thinking';
  return kind.startsWith('content') || kind.startsWith('text') ? 'answer' : null;
}

function repliesOf<Report extends GateReportLike>(state: ForgeState<Report>): readonly ForgeReply[] {
  return state.phase === 'finished' ? state.outcome.replies : state.draft.replies;
}

function roundsOf<Report extends GateReportLike>(
  state: ForgeState<Report>,
): readonly { readonly report: GateReportLike }[] {
  return state.phase === 'finished' ? state.outcome.rounds : state.draft.rounds;
}
