import type { StoredAlert } from './alerts/stored-alert.ts';
import type { JsonObject } from './core/json-value.ts';

/** What the driver asks of a signer of Agent Attestation Records. */
export interface AttestorPort {
  /** Signs a record as its principal. Must not throw for a bad key; that is `skipped`. */
  sign(record: JsonObject, options: { readonly keyPath: string }): Promise<AttestorResult>;
}

export type AttestorResult =
  | {
      readonly status: 'signed';
      readonly record: JsonObject;
      /** What a transparency log said of the record; absent when none is configured. */
      readonly logged?: LoggedRecord;
    }
  | { readonly status: 'skipped'; readonly reason: string };

/** `proof` is the text that lies beside the record as `.tlog-proof`; `unlogged` holds the record, signed, in no log. */
export type LoggedRecord =
  | { readonly status: 'logged'; readonly index: number; readonly proof: string }
  | { readonly status: 'unlogged'; readonly reason: string };

/** What an alert can be about. */
export type AlertKind =
  | 'contract'
  | 'quarantine'
  | 'budget'
  | 'record'
  | 'commit'
  | 'storage'
  | 'override'
  | 'approval'
  | 'anomaly'
  | 'health';

/** Something a person must know. */
export type DriverAlert = StoredAlert;

/** What the driver asks of an alert channel. The loop never waits for it; what it rejects is tried again later. */
export interface AlertPort {
  /** Names the channel in journal and outbox. */
  readonly name?: string;
  send(alert: DriverAlert, options: { readonly signal: AbortSignal }): Promise<void>;
}

/** What the driver asks of a holder of private keys (Ed25519, JWK files). A key that cannot be used is `skipped`, never thrown. */
export interface SignerPort {
  /** The member x of the key's public half. */
  publicKey(options: {
    readonly keyPath: string;
  }): Promise<{ readonly status: 'known'; readonly publicKey: string } | SignerSkipped>;
  /** Signs text; the signature is 64 bytes in base64url. */
  sign(
    message: string,
    options: { readonly keyPath: string },
  ): Promise<{ readonly status: 'signed'; readonly signature: string } | SignerSkipped>;
}

export interface SignerSkipped {
  readonly status: 'skipped';
  readonly reason: string;
}

/** What the driver asks of a sandbox: one command on a copy of a folder. */
export interface SandboxPort {
  run(request: SandboxedCommand): Promise<SandboxedEnd>;
}

export interface SandboxedCommand {
  readonly argv: readonly string[];
  /** Folder whose copy is the command's writable working folder; the original stays as it is. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the goal file says; its meaning is the sandbox's own. */
  readonly policy: JsonObject;
  readonly wallMs: number;
  readonly outputBytes: number;
  readonly signal: AbortSignal;
}

/** How a sandboxed command ended; `refused` when nothing could be run. */
export type SandboxedEnd =
  | {
      readonly status: 'ended';
      readonly exit: number | null;
      readonly signal: string | null;
      readonly stopped: 'timeout' | 'operator' | null;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly status: 'refused'; readonly reason: string };

/** The outside of the driver. Each is optional: without an attestor records stay unsigned, without alerts the journal alone tells. */
export interface DriverPorts {
  readonly attestor?: AttestorPort;
  /** Signs the journal's head; without it the journal proves order, not authorship. */
  readonly signer?: SignerPort;
  /** Needed by goals with `verify.sandbox`. */
  readonly sandbox?: SandboxPort;
  readonly alerts?: AlertPort | readonly AlertPort[];
}
