import { join } from 'node:path';
import { sha256Hex } from './core/canonical-json.ts';
import { maxBytesOf } from './core/version-files.ts';
import { RegistryError } from './errors.ts';
import { readRegularFile } from './read-regular-file.ts';
import type { Store } from './store.ts';
import type { Transaction } from './transaction.ts';

/** Name of the folder that a transaction is about to move into place. */
export const stagedVersion = 'version';

/** Writes a whole version folder into the transaction, makes it durable and reads every byte back. */
export function stageVersion(store: Store, transaction: Transaction, files: ReadonlyMap<string, Uint8Array>): string {
  const folder = join(transaction.directory, stagedVersion);
  store.disk.makeDirectory(folder);
  store.disk.makeDirectory(join(folder, 'tests'));
  for (const [path, content] of files) store.disk.createFile(join(folder, path), content);
  store.disk.sync(join(folder, 'tests'));
  store.disk.sync(folder);
  for (const [path, content] of files) {
    const reading = readRegularFile(folder, path.split('/'), maxBytesOf(path));
    if (reading.status !== 'read' || sha256Hex(reading.bytes) !== sha256Hex(content)) {
      throw new RegistryError('STORE_FAILED', `${join(folder, path)} does not read back as written: check the disk.`);
    }
  }
  return folder;
}
