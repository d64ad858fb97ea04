import { readFileSync } from 'node:fs';
import { ratificationStatementSchema, type RatificationStatement } from './core/ratification-schema.ts';

/** The statements of a ratifications file, one JSON object a line. What is none is left out: it ratifies nothing. */
export function readRatifications(path: string): RatificationStatement[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = ratificationStatementSchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}
