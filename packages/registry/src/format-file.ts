import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import { formatText } from './core/format-marker.ts';
import { maxBytes } from './core/limits.ts';
import { readRecord } from './core/read-record.ts';
import { RegistryError } from './errors.ts';
import { errnoOf, toRegistryError } from './file-system-error.ts';
import { readRegularFile } from './read-regular-file.ts';
import { pathIn, type Store } from './store.ts';

/** Names that a registry in the making may show for a moment, or after a crash. */
export const temporaryFormatName = /^\.FORMAT\.[0-9a-f]{16}$/;

/**
 * What the directory is: a registry of this format, or a place where one may begin (missing or empty). Throws
 * NOT_A_REGISTRY or FORMAT_UNSUPPORTED for everything else.
 */
export function checkFormat(store: Store): 'registry' | 'empty' {
  const reading = readRegularFile(store.root, ['FORMAT'], maxBytes.record);
  if (reading.status === 'read') {
    if (reading.bytes.toString('utf8') === formatText) return 'registry';
    throw new RegistryError(
      'FORMAT_UNSUPPORTED',
      `${pathIn(store, 'FORMAT')} ${describe(reading.bytes)}: use the Machinist that wrote it.`,
    );
  }
  const names = listRoot(store) ?? [];
  if (reading.status === 'missing') {
    if (names.every((name) => temporaryFormatName.test(name))) return 'empty';
    // Made by another process between the reading and the listing.
    if (names.includes('FORMAT')) return checkFormat(store);
  }
  const what = reading.status === 'refused' ? reading.reason : 'it holds files but no FORMAT';
  throw new RegistryError('NOT_A_REGISTRY', `${store.root} is no registry (${what}): name an empty or new directory.`);
}

/** Makes the directory a registry unless it is one. Safe against other processes doing the same. */
export function ensureFormat(store: Store): void {
  makeRoot(store);
  if (checkFormat(store) === 'registry') return;
  const temporary = pathIn(store, `.FORMAT.${randomBytes(8).toString('hex')}`);
  store.disk.createFile(temporary, Buffer.from(formatText));
  try {
    store.disk.link(temporary, pathIn(store, 'FORMAT'));
  } catch (error) {
    // Another process was first and swept the temporary name.
    if (checkFormat(store) !== 'registry') throw error;
  } finally {
    store.disk.unlink(temporary);
  }
  sweepFormatLeftovers(store);
  store.disk.sync(store.root);
  checkFormat(store);
}

/** Removes what a crash in `ensureFormat` left behind. */
export function sweepFormatLeftovers(store: Store): void {
  for (const name of listRoot(store) ?? []) {
    if (temporaryFormatName.test(name)) store.disk.unlink(pathIn(store, name));
  }
}

function makeRoot(store: Store): void {
  try {
    mkdirSync(store.root, { recursive: true });
  } catch (error) {
    throw toRegistryError(error, `make the directory ${store.root}`);
  }
}

function listRoot(store: Store): string[] | null {
  try {
    if (lstatSync(store.root).isDirectory()) return readdirSync(store.root);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw toRegistryError(error, `read ${store.root}`);
  }
  throw new RegistryError('NOT_A_REGISTRY', `${store.root} is no directory: name an empty or new one.`);
}

const anyFormatSchema = z.looseObject({ kind: z.literal('machinist-registry'), formatVersion: z.int() });

function describe(bytes: Uint8Array): string {
  const { value } = readRecord(bytes, anyFormatSchema);
  return value === null ? 'is not one of ours' : `has formatVersion ${value.formatVersion}, this version reads 1`;
}
