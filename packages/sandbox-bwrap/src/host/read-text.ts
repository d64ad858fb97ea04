import { readFileSync } from 'node:fs';

/** The text of a small kernel file, or null when it is missing or may not be read. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
