/** Where a text came from: everything needed to say so later. */
export interface Provenance {
  /** `model`: a server answered now. `recorded`: it answered once. `authored`: a person wrote the text, no model did. */
  readonly origin: 'model' | 'recorded' | 'authored';
  readonly transport: 'live' | 'replay';
  /** The model asked for, tag written out. */
  readonly model: string;
  /** SHA-256 of the model's manifest (64 hex characters); null where no model stands behind the text. */
  readonly modelDigest: string | null;
  readonly serverVersion: string | null;
  /** `sha256:<hex>` of the canonical request. */
  readonly requestHash: string;
  /** The complete options as sent, `think`, `truncate` and `shift` included. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Counts and durations as the server gave them, plus this side's `firstTextMs` and `totalMs`. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** One whole answer. `text` and `thinking` are untrusted. */
export interface ChatReply {
  readonly text: string;
  readonly thinking: string;
  readonly provenance: Provenance;
}

/** Progress of a call. All text is untrusted. More kinds may come. */
export type ChatEvent =
  /** Waits for `ahead` calls to the same model. */
  | { readonly kind: 'queued'; readonly ahead: number }
  | { readonly kind: 'sent'; readonly requestHash: string; readonly estimatedPromptTokens: number }
  | { readonly kind: 'thinking-delta'; readonly text: string }
  | { readonly kind: 'content-delta'; readonly text: string }
  /** The call is sent again after a transport failure. */
  | { readonly kind: 'resend'; readonly text: string }
  /** A structured answer was not accepted; `text` says why. */
  | { readonly kind: 'retry'; readonly attempt: number; readonly text: string }
  | { readonly kind: 'finish'; readonly metrics: Readonly<Record<string, number>> };

/** What a caller may pass with a call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ChatEvent) => void;
}
