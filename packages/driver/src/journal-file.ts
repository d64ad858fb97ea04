import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { entryLine, headOf, sealEntry, type ChainHead, type JournalEntry, type Stamp } from './core/journal-entry.ts';
import type { JournalEvent } from './core/journal-event-schema.ts';
import { writeState } from './write-state.ts';

/** An open journal. Entries go to the kernel at once; `sync` also waits for the disk. */
export interface JournalFile {
  readonly head: ChainHead;
  append(event: JournalEvent, stamp?: Stamp): JournalEntry;
  sync(): void;
  close(): void;
}

export interface OpenJournalOptions {
  readonly path: string;
  readonly head: ChainHead;
  /** `process`: entries survive a kill. `power`: entries at `sync` survive a power cut too. */
  readonly durability: 'process' | 'power';
  readonly now: () => Date;
  /** Called at each boundary of an append; what it throws ends the run there. */
  readonly probe?: ((boundary: string) => void) | undefined;
}

/** Opens a journal for appending; `head` is what reading it gave. */
export function openJournal(options: OpenJournalOptions): JournalFile {
  const { path, probe } = options;
  const descriptor = writeState(path, () => openSync(path, 'a'));
  let { head } = options;
  const write = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
  };
  return {
    get head() {
      return head;
    },
    append(event, stamp) {
      const entry = sealEntry(head, event, options.now().toISOString(), stamp);
      const bytes = Buffer.from(entryLine(entry), 'latin1');
      probe?.(`journal:${event.event}:before`);
      writeState(path, () => {
        if (probe === undefined) write(bytes);
        else {
          const middle = bytes.length >> 1;
          write(bytes.subarray(0, middle));
          probe(`journal:${event.event}:torn`);
          write(bytes.subarray(middle));
        }
      });
      head = headOf(entry);
      probe?.(`journal:${event.event}:after`);
      return entry;
    },
    sync() {
      if (options.durability === 'power') writeState(path, () => fdatasyncSync(descriptor));
    },
    close() {
      closeSync(descriptor);
    },
  };
}
