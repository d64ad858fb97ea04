import type { JsonObject } from './core/json-value.ts';

/** What the driver asks of a signer of Agent Attestation Records. */
export interface AttestorPort {
  /** Signs a record as its principal. Must not throw for a bad key; that is `skipped`. */
  sign(record: JsonObject, options: { readonly keyPath: string }): Promise<AttestorResult>;
}

export type AttestorResult =
  | { readonly status: 'signed'; readonly record: JsonObject }
  | { readonly status: 'skipped'; readonly reason: string };

/** Something a person must know. `message` holds text from the goal file: data, not markup. */
export interface DriverAlert {
  readonly kind: 'contract' | 'quarantine' | 'budget' | 'record' | 'commit' | 'storage' | 'override' | 'approval';
  readonly goal: string;
  readonly task: string | null;
  readonly message: string;
  readonly at: string;
}

/** What the driver asks of an alert channel. The loop never waits for it; a rejection is noted and forgotten. */
export interface AlertPort {
  send(alert: DriverAlert, options: { readonly signal: AbortSignal }): Promise<void>;
}

/** The outside of the driver. Each is optional: without an attestor records stay unsigned, without alerts the journal alone tells. */
export interface DriverPorts {
  readonly attestor?: AttestorPort;
  readonly alerts?: AlertPort;
}
