import type { WireChatRequest } from './core/wire-request.ts';

/** Who answers a request: what provenance says about the source of a text. */
export interface ReplyIdentity {
  readonly origin: 'model' | 'recorded' | 'authored';
  readonly transport: 'live' | 'replay';
  /** SHA-256 of the model's manifest, 64 hex characters; null where no model stands behind the text. */
  readonly modelDigest: string | null;
  readonly serverVersion: string | null;
  /** Tokens that the model was made for; null when unknown. */
  readonly contextLength: number | null;
}

/** Bytes of one answer, as they arrive. */
export interface TransportReply {
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array>;
  /** Milliseconds since the request was sent; the transcript's own clock in a replay. */
  elapsedMs(): number;
  /** Releases the connection; harmless when it is already gone. */
  close(): void;
}

/** The one thing that differs between a server and a transcript. All logic sits above it. */
export interface Transport {
  /** The address that messages name. */
  readonly url: string;
  /** Checks that the request can be answered here and says who answers. */
  identify(body: WireChatRequest, key: string, signal: AbortSignal): Promise<ReplyIdentity>;
  /** Sends POST /api/chat. `bodyText` is the JSON text, `key` the request's hash. */
  open(call: {
    readonly bodyText: string;
    readonly key: string;
    readonly signal: AbortSignal;
  }): Promise<TransportReply>;
}
