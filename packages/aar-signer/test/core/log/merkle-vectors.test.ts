import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  consistencyProof,
  hashChildren,
  hashLeaf,
  inclusionProof,
  treeRoot,
  type SubtreeHash,
} from '../../../src/core/log/merkle-tree.ts';
import { parseNote, parseVerifierKey } from '../../../src/core/log/signed-note.ts';
import { foldHashes } from '../../../src/core/log/tile-hashes.ts';
import { tileOf, tilePath } from '../../../src/core/log/tile-path.ts';
import { verifyConsistency, verifyInclusion } from '../../../src/core/log/verify-merkle-proof.ts';
import { verifyEd25519 } from '../../../src/ed25519.ts';

const bytes = z
  .string()
  .nullable()
  .transform((text) => Buffer.from(text ?? '', 'base64'));
const shared = { proof: z.array(bytes).nullable(), desc: z.string(), wantErr: z.boolean() };
// Sizes that no double holds appear in cases that are to be refused; they stay what JSON.parse makes of them.
const vectors = z
  .object({
    inclusion: z.array(
      z.object({ leafIdx: z.number(), treeSize: z.number(), root: bytes, leafHash: bytes, ...shared }),
    ),
    consistency: z.array(z.object({ size1: z.number(), size2: z.number(), root1: bytes, root2: bytes, ...shared })),
  })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/merkle-vectors.json', import.meta.url), 'utf8')));

const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => hashLeaf(Buffer.from(hex, 'hex')),
);
const hashes: SubtreeHash = (level, index) => foldHashes(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
const hex = (node: Uint8Array): string => Buffer.from(node).toString('hex');

describe('published vectors: RFC 6962 Merkle trees (github.com/transparency-dev/merkle)', () => {
  it('judges all 98 inclusion cases as published', () => {
    const judged = vectors.inclusion.map(({ leafIdx, treeSize, root, leafHash, proof, desc, wantErr }) => ({
      desc,
      wantErr,
      got: !verifyInclusion({ index: leafIdx, size: treeSize, leafHash, root, proof: proof ?? [] }),
    }));
    expect(judged).toHaveLength(98);
    expect(judged.filter(({ wantErr, got }) => wantErr !== got)).toEqual([]);
    expect(judged.filter(({ wantErr }) => !wantErr).length).toBeGreaterThan(3);
  });

  it('judges all 98 consistency cases as published', () => {
    const judged = vectors.consistency.map(({ size1, size2, root1, root2, proof, desc, wantErr }) => ({
      desc,
      wantErr,
      got: !verifyConsistency({ oldSize: size1, size: size2, oldRoot: root1, root: root2, proof: proof ?? [] }),
    }));
    expect(judged).toHaveLength(98);
    expect(judged.filter(({ wantErr, got }) => wantErr !== got)).toEqual([]);
  });

  it('computes the published hashes of empty tree, leaf and node', () => {
    expect(hex(treeRoot(0, hashes))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hex(hashLeaf(Buffer.alloc(0)))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(hex(hashLeaf(Buffer.from('L123456')))).toBe(
      '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    );
    expect(hex(hashChildren(Buffer.from('N123'), Buffer.from('N456')))).toBe(
      'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
    );
  });

  it('makes, over the eight leaves of Certificate Transparency, the very roots and proofs of the published cases', () => {
    const good = vectors.inclusion.filter(
      ({ wantErr, treeSize, desc }) => !wantErr && treeSize > 1 && desc === 'happy path',
    );
    expect(good.length).toBeGreaterThan(2);
    for (const { leafIdx, treeSize, root, proof } of good) {
      expect(hex(treeRoot(treeSize, hashes))).toBe(hex(root));
      expect(inclusionProof(leafIdx, treeSize, hashes).map(hex)).toEqual((proof ?? []).map(hex));
    }
    const grown = vectors.consistency.filter(
      ({ wantErr, size1, size2, desc }) => !wantErr && desc === 'happy path' && size1 > 0 && size2 <= 8,
    );
    expect(grown.length).toBeGreaterThan(2);
    for (const { size1, size2, root2, proof } of grown) {
      expect(hex(treeRoot(size2, hashes))).toBe(hex(root2));
      expect(consistencyProof(size1, size2, hashes).map(hex)).toEqual((proof ?? []).map(hex));
    }
  });
});

describe('published samples of C2SP', () => {
  it('signed-note: the example key verifies the example note', () => {
    const key = parseVerifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
    const note = parseNote(
      'This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
    );
    expect(note?.signatures).toMatchObject([{ name: 'example.com/foo', keyId: '530d903a' }]);
    const verify = (text: string) => verifyEd25519(Buffer.from(text), note!.signatures[0]!.signature, key!.publicKey);
    expect([verify(note!.text), verify(`${note!.text}x`)]).toEqual([true, false]);
  });

  it('tlog-tiles: index 1234067, and the tiles of a tree of 70 000', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 5, width: 7 })).toBe('tile/entries/005.p/7');
    expect([tileOf(0, 69_999, 70_000), tileOf(1, 256, 70_000), tileOf(2, 0, 70_000)]).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
  });
});
