import { isJsonObject } from './is-json-object.ts';

/** A record's top level, taken apart into what a signature covers and what it does not. */
export interface SplitRecord {
  /** Covered by the signature. */
  readonly signed: Readonly<Record<string, unknown>>;
  /** The `sig` member, or undefined. */
  readonly sig: unknown;
  /** Names of the annotations: top-level keys that start with `_`, covered by nothing. */
  readonly unsigned: readonly string[];
}

/** Splits a parsed record. An own `__proto__` is an annotation like any other. */
export function splitRecord(record: Readonly<Record<string, unknown>>): SplitRecord {
  const signed: Record<string, unknown> = {};
  const unsigned: string[] = [];
  for (const key of Object.keys(record)) {
    if (key.startsWith('_')) unsigned.push(key);
    else if (key !== 'sig') signed[key] = record[key];
  }
  return { signed, sig: Object.hasOwn(record, 'sig') ? record['sig'] : undefined, unsigned };
}

/** First key below the top level that signing would leave out (`sig`, `_...`), as a path, or null. */
export function findNestedUnsignedKey(record: Readonly<Record<string, unknown>>): string | null {
  for (const key of Object.keys(record)) {
    const found = key === 'sig' ? null : findUnsignedKey(record[key]);
    if (found !== null) return `${key}.${found}`;
  }
  return null;
}

function findUnsignedKey(value: unknown): string | null {
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      const found = findUnsignedKey(element);
      if (found !== null) return `${index}.${found}`;
    }
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      if (key === 'sig' || key.startsWith('_')) return key;
      const found = findUnsignedKey(value[key]);
      if (found !== null) return `${key}.${found}`;
    }
  }
  return null;
}
