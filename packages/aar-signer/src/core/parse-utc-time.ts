const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)$/;

/** An RFC 3339 time in UTC as nanoseconds since 1970, or null. Leap seconds and dates that do not exist are refused. */
export function parseUtcTime(text: string): bigint | null {
  const [, seconds, fraction = ''] = pattern.exec(text) ?? [];
  if (seconds === undefined) return null;
  const milliseconds = Date.parse(`${seconds}Z`);
  // Date.parse rolls 30 February over into March; only a date that comes back unchanged exists.
  if (Number.isNaN(milliseconds) || !new Date(milliseconds).toISOString().startsWith(seconds)) return null;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** A date as nanoseconds since 1970. */
export function toNanoseconds(date: Date): bigint {
  return BigInt(date.getTime()) * 1_000_000n;
}
