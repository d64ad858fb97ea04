import { AarError, createLogMember, openLog, readLogKey, type LogKey, type SignedAar } from '@machinist/aar-signer';
import type { LoggedRecord } from '@machinist/driver';
import { CliError } from '../errors.ts';

/** A transparency log that records go to. */
export interface RecordLog {
  readonly directory: string;
  readonly key: LogKey;
}

/** The log of `--log` and `--log-key`; undefined when none is asked for. Throws before anything runs when it cannot be written to. */
export async function openRecordLog(directory?: string, keyPath?: string): Promise<RecordLog | undefined> {
  if (directory === undefined && keyPath === undefined) return undefined;
  if (directory === undefined || keyPath === undefined) {
    throw new CliError('USAGE', '--log DIR and --log-key FILE belong together (machinist aar log init makes both)');
  }
  const key = await readLogKey(keyPath);
  openLog({ directory, key }).close();
  return { directory, key };
}

/** The record as it is to be signed: it says which log a proof has to come from. */
export function nameLog<Content extends object>(record: Content, { key }: RecordLog): Content & { log: object } {
  return { ...record, log: createLogMember(key.origin) };
}

/** Appends a signed record, unless a run that was killed here has done so already. */
export function logRecord(record: SignedAar, { directory, key }: RecordLog): LoggedRecord {
  try {
    const log = openLog({ directory, key });
    try {
      if (log.find(record) === null) log.append([record]);
      const index = log.find(record);
      if (index === null) return { status: 'unlogged', reason: 'the log does not hold what was appended' };
      return { status: 'logged', index, proof: log.prove(index) };
    } finally {
      log.close();
    }
  } catch (error) {
    if (AarError.isInstance(error)) return { status: 'unlogged', reason: `${error.code}: ${error.message}` };
    throw error;
  }
}
