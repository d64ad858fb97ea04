import { isExactNumber } from './is-exact-number.ts';

/** What a parsed value cannot tell any more about the text it came from. */
export interface JsonTextFacts {
  /** Deepest nesting; scanning stops where a limit is exceeded. */
  readonly depth: number;
  /** Members written in the text, repeated ones counted again. */
  readonly memberCount: number;
  /** Arrays and objects. */
  readonly containerCount: number;
  /** First number that a double cannot hold exactly. */
  readonly inexactNumber: string | null;
}

const quote = 0x22;
const backslash = 0x5c;

/** Where scanning ends, because the text is refused anyway. */
export interface JsonTextLimits {
  readonly depth: number;
  /** Members, arrays and objects together. */
  readonly parts: number;
}

/** One pass over JSON text; never fails, also on text that is no JSON (the parser says that). */
export function scanJsonText(text: string, limits: JsonTextLimits): JsonTextFacts {
  let depth = 0;
  let deepest = 0;
  let memberCount = 0;
  let containerCount = 0;
  let inexactNumber: string | null = null;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === quote) {
      index = endOfString(text, index);
    } else if (unit === 0x3a) {
      memberCount += 1;
      if (containerCount + memberCount > limits.parts) break;
    } else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      containerCount += 1;
      if (depth > deepest) deepest = depth;
      if (depth > limits.depth || containerCount + memberCount > limits.parts) break;
    } else if (unit === 0x7d || unit === 0x5d) {
      depth -= 1;
    } else if (unit === 0x2d || isDigit(unit)) {
      const end = endOfNumber(text, index);
      const token = text.slice(index, end);
      if (inexactNumber === null && !isExactNumber(token)) inexactNumber = token;
      index = end - 1;
    }
  }
  return { depth: deepest, memberCount, containerCount, inexactNumber };
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, position: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(position - 1 - slashes) === backslash) slashes += 1;
  return slashes % 2 === 1;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isNumberUnit(text.charCodeAt(end))) end += 1;
  return end;
}

function isNumberUnit(unit: number): boolean {
  return isDigit(unit) || unit === 0x2e || unit === 0x65 || unit === 0x45 || unit === 0x2b || unit === 0x2d;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
