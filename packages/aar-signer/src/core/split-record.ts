/** A record's top level, taken apart into what a signature covers and what it does not. */
export interface SplitRecord {
  /** Covered by the signature. */
  readonly signed: Readonly<Record<string, unknown>>;
  /** The `sig` member, or undefined. */
  readonly sig: unknown;
  /** Names of the annotations: top-level keys that start with `_`, covered by nothing. */
  readonly unsigned: readonly string[];
}

/** Splits a parsed record. Own `__proto__` keys stay data. */
export function splitRecord(record: Readonly<Record<string, unknown>>): SplitRecord {
  const entries = Object.entries(record);
  const signed = entries.filter(([key]) => key !== 'sig' && !key.startsWith('_'));
  return {
    signed: Object.fromEntries(signed),
    sig: entries.find(([key]) => key === 'sig')?.[1],
    unsigned: entries.map(([key]) => key).filter((key) => key.startsWith('_')),
  };
}

/** First key below the top level that signing would leave out (`sig`, `_...`), as a path, or null. */
export function findNestedUnsignedKey(record: object): string | null {
  for (const [key, member] of Object.entries(record)) {
    const found = key === 'sig' ? null : find(member, key);
    if (found !== null) return found;
  }
  return null;
}

function find(value: unknown, path: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    const memberPath = `${path}.${key}`;
    if (!Array.isArray(value) && (key === 'sig' || key.startsWith('_'))) return memberPath;
    const found = find(member, memberPath);
    if (found !== null) return found;
  }
  return null;
}
