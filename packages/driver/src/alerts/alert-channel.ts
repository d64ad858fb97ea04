import type { StoredAlert } from './stored-alert.ts';

/** A way out for alerts. */
export interface AlertChannel {
  readonly name: string;
  /** Resolves when the other side has accepted it; rejects with `AlertRefused` otherwise. Must heed the signal. */
  send(alert: StoredAlert, options: { readonly signal: AbortSignal }): Promise<void>;
}

/** Why a channel did not take an alert. The message never holds an address or a credential. */
export class AlertRefused extends Error {
  /** When the other side asked to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.name = 'AlertRefused';
    this.retryAfterMs = retryAfterMs;
  }
}
