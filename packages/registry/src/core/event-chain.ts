import { canonicalJson, sha256Hex } from './canonical-json.ts';
import { eventSchema, type EventDraft, type RegistryEvent } from './event-schema.ts';

/** Gives a draft its place after `last`: the line to append, newline included. */
export function sealEvent(draft: EventDraft, last: RegistryEvent | null): { event: RegistryEvent; line: string } {
  const unsealed = {
    ...draft,
    eventVersion: 1 as const,
    sequence: (last?.sequence ?? 0) + 1,
    previous: last?.hash ?? null,
  };
  const event: RegistryEvent = { ...unsealed, hash: sha256Hex(canonicalJson(unsealed)) };
  return { event, line: `${canonicalJson(event)}\n` };
}

/** The event of one line (without its newline), or null when the line is not exactly what was sealed. */
export function parseEventLine(line: string): RegistryEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success) return null;
  const { hash, ...unsealed } = parsed.data;
  if (canonicalJson(parsed.data) !== line || sha256Hex(canonicalJson(unsealed)) !== hash) return null;
  return parsed.data;
}

/** Something wrong with the log; `line` counts from 1. */
export interface ChainProblem {
  readonly code: 'LOG_BROKEN' | 'LOG_TORN';
  readonly line: number;
  readonly message: string;
}

/** Walks a whole log: every line sealed, numbered, linked to the one before, and ended. */
export function checkChain(text: string): { events: RegistryEvent[]; problems: ChainProblem[] } {
  const events: RegistryEvent[] = [];
  const problems: ChainProblem[] = [];
  const lines = text.split('\n');
  const tail = lines.pop();
  let last: RegistryEvent | null = null;
  for (const [index, line] of lines.entries()) {
    const event = parseEventLine(line);
    const place = index + 1;
    if (event === null) {
      problems.push({ code: 'LOG_BROKEN', line: place, message: 'the line is not what was written' });
      continue;
    }
    if (event.sequence !== place || event.previous !== (last?.hash ?? null)) {
      problems.push({ code: 'LOG_BROKEN', line: place, message: 'the line does not follow the one before it' });
    }
    last = event;
    events.push(event);
  }
  if (tail !== undefined && tail !== '') {
    problems.push({ code: 'LOG_TORN', line: lines.length + 1, message: 'the last line is not ended' });
  }
  return { events, problems };
}
