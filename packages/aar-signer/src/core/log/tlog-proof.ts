import { decodeStandardBase64 } from '../decode-standard-base64.ts';
import { parseDecimal } from './checkpoint.ts';
import type { NodeHash } from './merkle-tree.ts';

/** A C2SP tlog-proof: shows offline that a log holds an entry. */
export interface TlogProof {
  readonly index: number;
  readonly path: readonly NodeHash[];
  /** The signed note of the checkpoint, verbatim. */
  readonly checkpoint: string;
}

const firstLine = 'c2sp.org/tlog-proof@v1';
const longestPath = 64;

/** Text of a proof; stored with the extension `.tlog-proof`. */
export function formatTlogProof({ index, path, checkpoint }: TlogProof): string {
  const hashes = path.map((node) => `${Buffer.from(node).toString('base64')}\n`).join('');
  return `${firstLine}\nindex ${index}\n${hashes}\n${checkpoint}`;
}

/** Reads a proof, extra data ignored, or null when its form is wrong. */
export function parseTlogProof(text: string): TlogProof | null {
  const end = text.indexOf('\n\n');
  if (end === -1) return null;
  const [head, ...lines] = text.slice(0, end).split('\n');
  const [, extra] = /^extra (\S+)$/.exec(lines[0] ?? '') ?? [];
  if (extra !== undefined) {
    if (decodeStandardBase64(extra) === null) return null;
    lines.shift();
  }
  const [indexLine = '', ...hashes] = lines;
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : null;
  if (head !== firstLine || index === null || hashes.length > longestPath) return null;
  const path: NodeHash[] = [];
  for (const line of hashes) {
    const node = decodeStandardBase64(line);
    if (node?.length !== 32) return null;
    path.push(node);
  }
  return { index, path, checkpoint: text.slice(end + 2) };
}
