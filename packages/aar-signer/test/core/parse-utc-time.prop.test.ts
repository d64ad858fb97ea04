import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUtcTime } from '../../src/core/parse-utc-time.ts';

const two = (number: number): string => String(number).padStart(2, '0');

const at = (fraction: string) => parseUtcTime(`1970-01-01T00:00:00${fraction}`);

describe('parseUtcTime', () => {
  it('counts as the platform counts, for every date from year 0 to 9999', () => {
    const range = { min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(range), (date) => {
        expect(parseUtcTime(date.toISOString())).toBe(BigInt(date.getTime()) * 1_000_000n);
      }),
      { numRuns: 2_000 },
    );
  });

  it('accepts a date exactly when the platform gives it back unchanged', () => {
    const parts = fc.tuple(fc.nat(9_999), fc.nat(13), fc.nat(32), fc.nat(25), fc.nat(61), fc.nat(61));
    fc.assert(
      fc.property(parts, ([year, month, day, hour, minute, second]) => {
        const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
        const milliseconds = Date.parse(`${text}Z`);
        const exists = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
        expect([text, parseUtcTime(`${text}Z`) !== null]).toEqual([text, exists]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads fractions to the nanosecond, whatever their length', () => {
    expect([at('.1Z'), at('.000000001Z'), at('.123456789+00:00'), at('.5+00:00'), at('Z')]).toEqual([
      100_000_000n,
      1n,
      123_456_789n,
      500_000_000n,
      0n,
    ]);
    expect([at('.Z'), at('.1234567890Z'), at('.1'), at('.1z'), at('-00:00')]).toEqual([null, null, null, null, null]);
  });
});
