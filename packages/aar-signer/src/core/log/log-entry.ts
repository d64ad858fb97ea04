import { hashRecord } from '../hash-record.ts';
import type { SignedAar } from '../record-schema.ts';

/** Name and version of the form that records have in a log. */
export const logEntryFormat = 'aar-log-entry/v1';

/** The `log` member of a record that is to be logged: signed, it says where a proof has to come from. */
export function createLogMember(origin: string): { readonly origin: string; readonly entry: typeof logEntryFormat } {
  return { origin, entry: logEntryFormat };
}

/**
 * What a log holds of a record: the format's name and the signer, a line each, then the 32 bytes of the record's hash
 * (the one that `prior` takes, so it covers the signature and reveals nothing).
 */
export function createLogEntry(record: SignedAar): Uint8Array {
  return Buffer.concat([
    Buffer.from(`${logEntryFormat}\n${record.sig.by}\n`, 'utf8'),
    Buffer.from(hashRecord(record), 'base64'),
  ]);
}
