import type { z } from 'zod';
import { quoteJson } from './quote.ts';

/** What is wrong with a value, one short line per issue: path, message, and what stood there. */
export function listProblems(error: z.ZodError, value: unknown): readonly string[] {
  return error.issues.map((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    const found = valueAt(value, issue.path);
    return `$${path}: ${issue.message}${found === undefined ? '' : `, found ${quoteJson(found)}`}`;
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.getOwnPropertyDescriptor(current, key)?.value as unknown;
  }
  return current;
}
