import { join } from 'node:path';
import { escapeForeign } from '../core/escape-foreign.ts';
import { parseCheckpoint, type Checkpoint } from '../core/log/checkpoint.ts';
import { decodeBundle } from '../core/log/entry-bundle.ts';
import type { SubtreeHash } from '../core/log/merkle-tree.ts';
import { parseNote } from '../core/log/signed-note.ts';
import { subtreeHashes } from '../core/log/tile-hashes.ts';
import { fullTilePath, tileOf, tilePath, tileWidth, type Tile } from '../core/log/tile-path.ts';
import { AarError } from '../errors.ts';
import type { LogDisk } from './log-disk.ts';

/** Name of the file with the newest signed checkpoint. */
export const checkpointFile = 'checkpoint';

/** A checkpoint and the signed note it came in. */
export interface SignedCheckpoint {
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

/** Reads the signed note of a log's newest checkpoint; null when there is none. Its signature is not checked. */
export function readCheckpoint(disk: LogDisk, directory: string): SignedCheckpoint | null {
  const bytes = disk.read(join(directory, checkpointFile));
  return bytes === null ? null : parseSignedCheckpoint(Buffer.from(bytes).toString('utf8'), directory);
}

/** Throws `LOG_DAMAGED` for what is no checkpoint. `place` is named in the message. */
export function parseSignedCheckpoint(note: string, place: string): SignedCheckpoint {
  const text = parseNote(note)?.text;
  const checkpoint = text === undefined ? null : parseCheckpoint(text);
  if (checkpoint === null) throw damaged(place, 'its checkpoint is no signed checkpoint');
  return { note, checkpoint };
}

/** Hashes of a log's tree of `size`, from its tiles. Missing or short tiles throw `LOG_DAMAGED` when asked for. */
export function storedHashes(disk: LogDisk, directory: string, size: number): SubtreeHash {
  const cache = new Map<string, Uint8Array>();
  const hashes = subtreeHashes(size, (tile) => {
    const path = tilePath(tile);
    const bytes = cache.get(path) ?? readTile(disk, directory, tile, 32 * tile.width);
    cache.set(path, bytes);
    return bytes;
  });
  return (level, index) => {
    try {
      return hashes(level, index);
    } catch (cause) {
      if (cause instanceof RangeError) throw damaged(directory, 'a tile is too short');
      throw cause;
    }
  };
}

/** Entries `tile * 256` and following of a log of `size`. Throws `LOG_DAMAGED`. */
export function readEntries(disk: LogDisk, directory: string, bundle: number, size: number): Uint8Array[] {
  const tile = tileOf('entries', bundle * tileWidth, size);
  const entries = decodeBundle(readTile(disk, directory, tile, 0));
  if (entries === null || entries.length < tile.width) throw damaged(directory, `${tilePath(tile)} is cut short`);
  return entries.slice(0, tile.width);
}

/** A partial tile may have been replaced by the full one since. */
function readTile(disk: LogDisk, directory: string, tile: Tile, atLeast: number): Uint8Array {
  const bytes = disk.read(join(directory, tilePath(tile))) ?? disk.read(join(directory, fullTilePath(tile)));
  if (bytes === null || bytes.length < atLeast) throw damaged(directory, `${tilePath(tile)} is missing or cut short`);
  return bytes;
}

/** The error for a log whose files contradict each other. */
export function damaged(place: string, what: string): AarError {
  return new AarError('LOG_DAMAGED', `the log ${escapeForeign(place)} is damaged: ${what}; restore it from a copy`);
}
