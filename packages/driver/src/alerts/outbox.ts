import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file.ts';
import { outboxItemSchema, type OutboxItem } from './stored-alert.ts';

/** Alerts on disk until every channel has taken them: one file each, replaced whole. */
export interface Outbox {
  /** Alerts that some channel has not taken yet, oldest first. */
  pending(): OutboxItem[];
  save(item: OutboxItem): void;
  /** Moves a delivered alert out of the way; it stays readable under `sent`. */
  finish(id: string): void;
  /** True when the alert lies here or was delivered from here. */
  knows(id: string): boolean;
}

export function openOutbox(folder: string, { durable }: { readonly durable: boolean }): Outbox {
  const sent = join(folder, 'sent');
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  return {
    pending: () =>
      (existsSync(folder) ? readdirSync(folder) : [])
        .filter((name) => /^[aw]\d+\.json$/.test(name))
        .toSorted((one, other) => numberOf(one) - numberOf(other))
        .flatMap((name) => readItem(join(folder, name))),
    save(item) {
      mkdirSync(sent, { recursive: true });
      replaceFile(fileOf(item.alert.id), `${JSON.stringify(item, null, 2)}\n`, { durable });
    },
    finish(id) {
      renameSync(fileOf(id), join(sent, `${id}.json`));
    },
    knows: (id) => existsSync(fileOf(id)) || existsSync(join(sent, `${id}.json`)),
  };
}

function numberOf(name: string): number {
  return Number(/\d+/.exec(name)?.[0]);
}

/** A file that is no alert is nobody's business here and stays where it is. */
function readItem(path: string): OutboxItem[] {
  try {
    return [outboxItemSchema.parse(JSON.parse(readFileSync(path, 'utf8')))];
  } catch {
    return [];
  }
}
