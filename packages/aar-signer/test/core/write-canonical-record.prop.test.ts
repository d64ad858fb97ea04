import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordSchema, signRecord, unsignedRecordSchema, verifyRecord } from '@machinist/aar-signer';
import { canonicalJson } from '../../src/core/canonical-json.ts';
import { isJsonObject } from '../../src/core/is-json-object.ts';
import { measureJsonDepth } from '../../src/core/measure-json-depth.ts';
import { findNestedUnsignedKey } from '../../src/core/split-record.ts';
import { writeSignedRecord, writeUnsignedRecord } from '../../src/core/write-canonical-record.ts';
import { createIdentity, now } from '../fixtures/identity.ts';
import { mutate, mutationArbitrary } from '../fixtures/mutate-record.ts';
import { asRecord, sampleRecord } from '../fixtures/sample-record.ts';

const owner = createIdentity();
const [check] = sampleRecord().checks ?? [];
const hash = 'A'.repeat(42);
const original = signRecord(
  asRecord({
    ...sampleRecord({ prior: `${hash}0`, log: { origin: 'log.example', deep: [{ a: 1.5 }, null] } }),
    checks: [check!, { ...check!, preimage_sha256: `${hash}c`, excerpt: 'x' }],
    quality: 'shallow',
  }),
  owner.key,
  { now },
);
const members = (value: unknown): Record<string, unknown> =>
  isJsonObject(value) || Array.isArray(value) ? Object(value) : {};
/** What both sides decide alike; nested unsigned keys and depth are refused before the schema is asked. */
const bySchema = (value: unknown, schema: typeof recordSchema | typeof unsignedRecordSchema): boolean =>
  schema.safeParse(value).success &&
  findNestedUnsignedKey(members(value)) === null &&
  measureJsonDepth(value, 40) <= 32;

const awkward = fc.oneof(
  fc.constantFrom<unknown>('', ' ', '0.02', 'verified', 'rejected', 'third_party', 'Ed25519', null, true, 0, [], {}),
  fc.constantFrom<unknown>(
    'did:web:example.com',
    'did:web:a#b',
    'did:key:z6Mk',
    'did:web:1.2.3.4',
    'did:x:y#\'"',
    'did:x:y#"',
  ),
  fc.constantFrom<unknown>(
    '2026-11-20T11:00:00Z',
    '2026-02-29T11:00:00Z',
    '2024-02-29T23:59:59.5+00:00',
    '2026-11-20T11:00:60Z',
  ),
  fc.constantFrom<unknown>(
    hash,
    `${hash}A`,
    `${hash}B`,
    `${hash}8`,
    `${hash}_`,
    'a'.repeat(64),
    'A'.repeat(64),
    `${'A'.repeat(85)}Q`,
    `${'A'.repeat(85)}R`,
  ),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3 }),
);
const fields = Object.keys(original);

describe('the fast check of a record', () => {
  it('accepts exactly the mutated records that the published schema accepts, and writes their canonical form', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(mutationArbitrary, { maxLength: 3 }), (mutations) => {
        const text = mutations.reduce(mutate, JSON.stringify(original));
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          return;
        }
        const written = writeSignedRecord(value);
        expect(written !== null).toBe(bySchema(value, recordSchema));
        seen[written === null ? 'refused' : 'accepted'] += 1;
        if (written === null) return;
        const { sig: _sig, ...unsigned } = members(value);
        expect(written).toBe(canonicalJson(unsigned));
        expect(writeUnsignedRecord(unsigned)).toBe(written);
      }),
      { numRuns: 3_000 },
    );
    expect(seen.accepted).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(1_000);
  });

  it('agrees with the schema on every field, whatever stands in it', () => {
    const place = fc.constantFrom(
      ...fields.map((field) => [field]),
      ...['id', 'claim'].map((name) => ['task', name]),
      ...Object.keys(check!)
        .concat('preimage_sha256', 'excerpt', 'other')
        .map((name) => ['checks', '1', name]),
      ...['id', 'independence', 'model'].map((name) => ['verifier', name]),
      ...['alg', 'by', 'value', 'keyid'].map((name) => ['sig', name]),
      ['log', 'origin'],
    );
    fc.assert(
      fc.property(place, fc.option(awkward, { nil: undefined }), (path, value) => {
        const record: Record<string, unknown> = structuredClone({ ...original });
        let parent = record;
        for (const name of path.slice(0, -1)) parent = members(parent[name]);
        if (value === undefined) delete parent[path.at(-1)!];
        else parent[path.at(-1)!] = value;
        expect([path, value, writeSignedRecord(record) !== null]).toEqual([
          path,
          value,
          bySchema(record, recordSchema),
        ]);
        const { sig: _sig, ...unsigned } = record;
        expect(writeUnsignedRecord(unsigned) !== null).toBe(bySchema(unsigned, unsignedRecordSchema));
      }),
      { numRuns: 5_000 },
    );
  });

  it('accepts no value that is no record at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect([writeSignedRecord(value), writeUnsignedRecord(value)]).toEqual([null, null]);
      }),
    );
  });

  it('gives the same verification whichever way a text takes: compact and fast, or spaced out and general', () => {
    const options = { didDocuments: [owner.didDocument], now };
    fc.assert(
      fc.property(fc.array(mutationArbitrary, { maxLength: 2 }), (mutations) => {
        const text = mutations.reduce(mutate, JSON.stringify(original));
        expect(verifyRecord(text, options)).toEqual(verifyRecord(` ${text}`, options));
        expect(verifyRecord(Buffer.from(text), options)).toEqual(
          verifyRecord(text.isWellFormed() ? text : Buffer.from(text), options),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
