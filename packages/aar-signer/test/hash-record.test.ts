import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashPreimage, hashRecord, signRecord } from '@machinist/aar-signer';
import { createIdentity, now } from './fixtures/identity.ts';
import { asRecord, sampleRecord } from './fixtures/sample-record.ts';

const owner = createIdentity();

describe('hashRecord', () => {
  const signed = signRecord(sampleRecord(), owner.key, { now });

  it('covers sig and leaves annotations out', () => {
    const annotated = { _note: 1, ...signed };
    expect(hashRecord(annotated)).toBe(hashRecord(signed));
    expect(hashRecord({ ...signed, sig: { ...signed.sig, value: `A${signed.sig.value.slice(1)}` } })).not.toBe(
      hashRecord(signed),
    );
  });

  it('is base64url SHA-256 over the canonical text', () => {
    const sorted = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .toSorted(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, member]) => [key, sorted(member)]),
          )
        : Array.isArray(value)
          ? value.map(sorted)
          : value;
    expect(hashRecord(signed)).toBe(
      createHash('sha256')
        .update(JSON.stringify(sorted(signed)))
        .digest('base64url'),
    );
  });

  it('is what a following record takes as prior', () => {
    const next = signRecord(sampleRecord({ prior: hashRecord(signed) }), owner.key, { now });
    expect(next.prior).toMatch(/^[\w-]{43}$/);
  });
});

describe('hashPreimage', () => {
  it('hashes query, response and time in canonical form and nothing else', () => {
    const preimage = { response: 'ok\n', query: 'npm test', observed_at: '2026-11-20T11:00:00Z' };
    const canonical = String.raw`{"observed_at":"2026-11-20T11:00:00Z","query":"npm test","response":"ok\n"}`;
    const expected = createHash('sha256').update(canonical).digest('base64url');
    expect(hashPreimage(preimage)).toBe(expected);
    expect(hashPreimage(Object.assign({ extra: 1 }, preimage))).toBe(expected);
  });

  it('goes into a record beside the hex hash of the response', () => {
    const [check] = sampleRecord().checks ?? [];
    const preimage_sha256 = hashPreimage({ query: 'npm test', response: 'ok', observed_at: check!.observed_at });
    const signed = signRecord(asRecord({ ...sampleRecord(), checks: [{ ...check, preimage_sha256 }] }), owner.key, {
      now,
    });
    expect(signed.checks?.[0]?.preimage_sha256).toBe(preimage_sha256);
  });
});
