import type { z } from 'zod';
import { escapeForeign } from './escape-foreign.ts';
import { isCheck, isLog } from './write-canonical-record.ts';
import { recordSchema } from './record-schema.ts';
import { refuse, type Refusal } from './refusal-code.ts';

const shownKeys = 3;

/** The first thing that `schema` has against a record, as a refusal that names the field. */
export function describeFieldIssue(schema: z.ZodType, record: Readonly<Record<string, unknown>>): Refusal {
  const input = abridge(record);
  const issue = schema.safeParse(input).error?.issues[0];
  if (issue === undefined) return refuse('FIELD_INVALID', 'the record does not fit the schema');
  const field = issue.path.length === 0 ? 'the record' : `"${escapeForeign(issue.path.join('.'))}"`;
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.slice(0, shownKeys).map((key) => escapeForeign(key));
    return refuse('FIELD_UNKNOWN', `${field} has no member ${names.join(', ')}`);
  }
  const value = valueAt(input, issue.path);
  if (value === undefined) return refuse('FIELD_MISSING', `${field} is missing`);
  const received = `received ${escapeForeign(JSON.stringify(value).slice(0, 200))}`;
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

/** Without what is right and may be long, so that a refusal is found as fast as an acceptance. */
function abridge(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const short: Record<string, unknown> = {};
  let unknown = 0;
  for (const key of Object.keys(record)) {
    if (!Object.hasOwn(recordSchema.shape, key)) unknown += 1;
    // A missing field is named before an unknown one, so known keys count wherever they stand.
    if (unknown <= shownKeys || Object.hasOwn(recordSchema.shape, key)) short[key] = record[key];
  }
  const { log, checks } = record;
  if (isLog(log)) short['log'] = {};
  if (Array.isArray(checks)) {
    const firstBad = checks.findIndex((check) => !isCheck(check));
    short['checks'] = firstBad === -1 ? [] : checks.slice(0, firstBad + 1);
  }
  return short;
}
