import type { JournalEntry } from './core/journal-entry.ts';
import type { Ratifier } from './core/ratification.ts';
import type { Environment } from './core/worker-environment.ts';
import type { DriverPorts } from './ports.ts';

export interface RunDriverOptions {
  readonly goalPath: string;
  readonly ports?: DriverPorts;
  /** Ends the run: the worker's process group is ended, the attempt goes back into the queue. */
  readonly signal?: AbortSignal;
  /** Called with each journal entry after it is written. One that throws is not called again. */
  readonly onEvent?: (entry: JournalEntry) => void;
  /** What workers and verifiers may inherit from; the process's own environment by default. */
  readonly environment?: Environment;
  /** `power` (default) waits for the disk before a worker starts and after a task is settled; `process` survives kills only. */
  readonly durability?: 'power' | 'process';
  /** Time between TERM and KILL, in milliseconds; 2000 by default. */
  readonly graceMs?: number;
  /** How much of each output stream is kept, in bytes; 4 MiB by default. */
  readonly outputBytes?: number;
  /** First pause before an alert is sent again, in milliseconds; 1000 by default. */
  readonly alertBackoffMs?: number;
  /** Folder of operators' logs, out of the worker's reach; beside the goal file by default. */
  readonly operatorFolder?: string | undefined;
  /** The operator's public key (JWK or DID document): requests that give more freedom must carry its signature then. */
  readonly operatorKeyPath?: string | undefined;
  /** When given, only these may ratify the contract of a strict goal, whatever its file lists. */
  readonly ratifiers?: readonly Ratifier[];
  /** Called, synchronously, at every boundary between the journal and an effect; for crash tests. What it throws ends the run. */
  readonly probe?: (boundary: string) => void;
}
