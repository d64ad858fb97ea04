import type { PromptMessage } from './prompt.ts';

/** Everything needed to say where a text came from. */
export interface ModelProvenance {
  /** `authored` text was written by a person for a sample: no model stands behind it, and `modelDigest` is null. */
  readonly origin: 'model' | 'recorded' | 'authored';
  readonly transport: 'live' | 'replay';
  readonly model: string;
  readonly modelDigest: string | null;
  readonly serverVersion: string | null;
  readonly requestHash: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number>>;
}

/** One complete answer. `text` and `thinking` are untrusted. */
export interface ModelReply {
  readonly text: string;
  readonly thinking: string;
  readonly provenance: ModelProvenance;
  /** The messages as sent, when the port added to those of the request. */
  readonly messages?: readonly PromptMessage[];
}
