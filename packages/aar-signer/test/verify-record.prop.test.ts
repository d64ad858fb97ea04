import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDidDocument, signRecord, verifyRecord, type DidDocument } from '@machinist/aar-signer';
import { createIdentity, now } from './fixtures/identity.ts';
import { mutateMany } from './fixtures/mutate-many.ts';
import { asRecord, sampleRecord } from './fixtures/sample-record.ts';

const owner = createIdentity();
const parsed = parseDidDocument(JSON.stringify(owner.didDocument));
const didDocuments: DidDocument[] = parsed.ok ? [parsed.document] : [];
const options = { didDocuments, now };
const report = (input: Uint8Array | string) => {
  const { level, ok, code, signer, unsigned, warnings, record } = verifyRecord(input, options);
  return { level, ok, code, signer, unsigned, warnings, record };
};

describe('verifyRecord under attack', () => {
  it('refuses every single-bit flip of a signed record', () => {
    const bytes = Buffer.from(JSON.stringify(signRecord(sampleRecord(), owner.key, { now })));
    expect(report(bytes).level).toBe('L2');
    const accepted: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      if (report(flipBit(bytes, bit)).level !== 'FAIL') accepted.push(bit);
    }
    expect(accepted).toEqual([]);
  });

  it('refuses every single-bit flip of a pretty-printed record with an annotation, or reports the same signed content', () => {
    const record = signRecord(asRecord({ ...sampleRecord(), _note: 'n' }), owner.key, { now });
    const bytes = Buffer.from(JSON.stringify(record, null, 2));
    const before = report(bytes);
    const changed: number[] = [];
    let harmless = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const after = report(flipBit(bytes, bit));
      if (after.level === 'FAIL') continue;
      harmless += 1;
      // A flip inside the annotation may rename it: it is reported under its new name, as unsigned.
      if (JSON.stringify({ ...after, unsigned: [] }) !== JSON.stringify({ ...before, unsigned: [] })) changed.push(bit);
    }
    expect(changed).toEqual([]);
    expect(harmless).toBeGreaterThan(0);
    expect(harmless).toBeLessThan(100);
  });

  it('accepts none of 50 000 structural mutations that change the signed content', () => {
    const { refused, unchanged, forged } = mutateMany(50_000);
    expect(forged).toEqual([]);
    // Both kinds must occur, or the mutations would prove nothing.
    expect(refused).toBeGreaterThan(10_000);
    expect(unchanged).toBeGreaterThan(0);
  }, 240_000);

  it('never throws and never accepts, whatever the input is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.uint8Array()), (input) => {
        expect(verifyRecord(input, options).level).toBe('FAIL');
      }),
      { numRuns: 1_000 },
    );
  });

  it('verifies whatever was signed, at the same level, also after its members were shuffled', () => {
    const texts = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(texts, texts, fc.jsonValue({ maxDepth: 4 }), fc.nat(), (claim, reason, value, rotation) => {
        const log = { value: withoutReservedKeys(value) };
        const signed = signRecord(asRecord({ ...sampleRecord(), task: { id: 'id', claim }, reason, log }), owner.key, {
          now,
        });
        const members = Object.entries(signed);
        const cut = rotation % members.length;
        const shuffled = Object.fromEntries([...members.slice(cut), ...members.slice(0, cut)].toReversed());
        expect(verifyRecord(JSON.stringify(shuffled, null, rotation % 5), options)).toMatchObject({
          level: 'L2',
          record: signed,
        });
      }),
      { numRuns: 300 },
    );
  });
});

function flipBit(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}

function withoutReservedKeys(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) => (key.startsWith('_') || key === 'sig' ? undefined : member)) ??
      'null',
  );
}
