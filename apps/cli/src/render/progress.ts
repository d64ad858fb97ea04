import type { ForgeEvent, GateEvent } from '@machinist/pipeline';
import type { Terminal } from '../terminal.ts';
import { formatDuration } from './duration.ts';
import { escapeLine } from './escape-text.ts';

/** Shows what long work is doing: one live line on a TTY, a plain line per step elsewhere, NDJSON with `--json`. */
export interface Progress {
  readonly forgeEvent: (event: ForgeEvent) => void;
  readonly gateEvent: (event: GateEvent) => void;
  readonly end: () => void;
}

const phaseNames: Readonly<Record<string, string>> = {
  signature: 'specification: signature',
  examples: 'specification: examples',
  code: 'code',
  'tests-unit': 'unit tests',
  'tests-property': 'property tests',
  'tests-abuse': 'abuse tests',
  repair: 'repairing the code',
  check: 'gate',
};

/** Progress on `terminal`. `events` sends forge events to stdout as NDJSON when the terminal is in JSON mode. */
export function createProgress(terminal: Terminal, options: { readonly events?: boolean } = {}): Progress {
  const started = performance.now();
  let label = 'gate';
  let characters = 0;
  const show = (): void => {
    const written = characters > 0 ? `, ${characters} characters written` : '';
    terminal.status(`… ${label}, ${formatDuration(performance.now() - started)}${written}`);
  };
  const timer = setInterval(show, 200);
  timer.unref();
  return {
    forgeEvent(event) {
      if (terminal.json && options.events === true && event.kind !== 'text-delta' && event.kind !== 'model') {
        terminal.printJson({ event: event.kind, ...event, kind: undefined });
      }
      switch (event.kind) {
        case 'phase-started': {
          const name = phaseNames[event.phase];
          if (name === undefined) return;
          label = name;
          characters = 0;
          const again = event.attempt > 1 ? `, attempt ${event.attempt}` : '';
          const round = event.round > 0 ? `, round ${event.round + 1}` : '';
          terminal.note(terminal.style('dim', `▸ ${name}${again}${round}`));
          return;
        }
        case 'text-delta':
          characters += event.text.length;
          return;
        case 'reply-refused':
          terminal.note(
            `  the answer was not used (${event.problem.code}): ${escapeLine(event.problem.message).slice(0, 300)}`,
          );
          return;
        case 'checked':
          terminal.note(`  verdict: ${event.verdict}`);
          return;
        case 'artefact':
        case 'model':
          return;
      }
    },
    gateEvent(event) {
      label = `gate: ${event.check}`;
    },
    end() {
      clearInterval(timer);
      terminal.status('');
    },
  };
}
