/** Hashes in a full tile, entries in a full bundle. */
export const tileWidth = 256;

/** One tile of a log (C2SP tlog-tiles): `level` of hashes, or `entries` for a bundle of entries. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  /** 1 to 256; below 256 the tile is partial. */
  readonly width: number;
}

/** Path of a tile below the log's folder: `tile/0/x001/234.p/7`. */
export function tilePath({ level, index, width }: Tile): string {
  return `${fullTilePath({ level, index })}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** Path of the full tile, whose partial ones lie in the folder of that name plus `.p`. */
export function fullTilePath({ level, index }: Omit<Tile, 'width'>): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  return `tile/${level}/${groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/')}`;
}

/** The tile that holds node `index` of tile level `level` in a tree of `size`. */
export function tileOf(level: number | 'entries', index: number, size: number): Tile {
  const nodes = Math.floor(size / tileWidth ** (level === 'entries' ? 0 : level));
  const tile = Math.floor(index / tileWidth);
  return { level, index: tile, width: Math.min(tileWidth, nodes - tile * tileWidth) };
}
