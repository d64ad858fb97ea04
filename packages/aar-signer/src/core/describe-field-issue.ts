import type { z } from 'zod';
import { escapeForeign } from './escape-foreign.ts';
import { refuse, type Refusal } from './refusal-code.ts';

/** The first schema issue of a record as a refusal that names the field. */
export function describeFieldIssue(error: z.ZodError, input: unknown): Refusal {
  const issue = error.issues[0];
  if (issue === undefined) return refuse('FIELD_INVALID', 'the record does not fit the schema');
  const field = issue.path.length === 0 ? 'the record' : `"${escapeForeign(issue.path.join('.'))}"`;
  if (issue.code === 'unrecognized_keys') {
    return refuse('FIELD_UNKNOWN', `${field} has no member ${issue.keys.map((key) => escapeForeign(key)).join(', ')}`);
  }
  const value = valueAt(input, issue.path);
  if (value === undefined) return refuse('FIELD_MISSING', `${field} is missing`);
  const received = `received ${escapeForeign(JSON.stringify(value))}`;
  const named: unknown = issue.code === 'custom' ? issue.params?.['refusal'] : undefined;
  if (named === 'DID_INVALID') return refuse('DID_INVALID', `${field} is no DID that can be used here; ${received}`);
  if (named === 'TIME_INVALID') {
    return refuse('TIME_INVALID', `${field} is no RFC 3339 time in UTC (2026-01-31T12:00:00Z); ${received}`);
  }
  return refuse('FIELD_INVALID', `${field}: ${issue.message}; ${received}`);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}
