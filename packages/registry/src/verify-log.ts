import { isUtf8 } from 'node:buffer';
import { readdirSync } from 'node:fs';
import { checkChain } from './core/event-chain.ts';
import type { RegistryEvent } from './core/event-schema.ts';
import type { ProblemCode, RegistryProblem } from './core/problem.ts';
import { readLog } from './event-log.ts';
import { directoryState } from './read-version.ts';
import { pathIn, type Store } from './store.ts';

/** What the log says, and what is wrong with it. */
export interface LogVerification {
  readonly problems: readonly RegistryProblem[];
  /** The last event of each tool. */
  readonly lastEvents: ReadonlyMap<string, RegistryEvent>;
  readonly checkedFiles: number;
  readonly checkpoint: { readonly events: number; readonly hash: string | null };
}

/** Walks the whole chain. Never throws for what it finds. */
export function verifyLog(store: Store): LogVerification {
  const path = '.log/events.jsonl';
  const problems: RegistryProblem[] = [];
  const report = (code: ProblemCode, message: string, where = path): void => {
    problems.push({ toolId: null, version: null, path: where, code, message });
  };
  const result = {
    problems,
    lastEvents: new Map<string, RegistryEvent>(),
    checkedFiles: 0,
    checkpoint: { events: 0, hash: null },
  };
  const folder = directoryState(pathIn(store, '.log'));
  if (folder === 'refused') report('FILE_REFUSED', 'it is a link or no directory', '.log');
  if (folder !== 'directory') return result;
  for (const name of readdirSync(pathIn(store, '.log'))) {
    if (name !== 'events.jsonl') report('FILE_EXTRA', 'only events.jsonl belongs here', `.log/${name}`);
  }
  const reading = readLog(store);
  if (reading.status === 'refused') report('FILE_REFUSED', reading.reason);
  if (reading.status !== 'read') return result;
  if (!isUtf8(reading.bytes)) report('LOG_BROKEN', 'it is not UTF-8');
  const { events, problems: broken } = checkChain(reading.bytes.toString('utf8'));
  for (const { code, line, message } of broken) report(code, `line ${line}: ${message}`);
  return {
    problems,
    lastEvents: new Map(events.map((event) => [event.toolId, event])),
    checkedFiles: 1,
    checkpoint: { events: events.length, hash: events.at(-1)?.hash ?? null },
  };
}
