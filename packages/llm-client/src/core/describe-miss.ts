import { LlmError } from '../errors.ts';
import { canonicalize } from './canonical-json.ts';
import type { JsonValue } from './canonical-json.ts';
import { escapeUnsafe, quote } from './quote.ts';
import type { Transcript } from './transcript-schema.ts';

/** Where two values differ first, in canonical order. */
export interface Difference {
  readonly path: string;
  readonly left: JsonValue | undefined;
  readonly right: JsonValue | undefined;
}

/** The error for a request without an answer: names the first difference to the nearest request that has one. */
export function transcriptMiss(transcript: Transcript, key: string, body: unknown): LlmError {
  const wanted = canonicalize(body);
  const nearest = transcript.entries
    .map((entry, index) => ({ index, differences: listDifferences(wanted, canonicalize(entry.request.body)) }))
    .toSorted((left, right) => left.differences.length - right.differences.length)[0];
  const first = nearest?.differences[0];
  const comparison = first
    ? `The nearest request it holds (${(nearest?.index ?? 0) + 1} of ${transcript.entries.length}) differs first at ${first.path}: ${show(first.left, first.right)}.`
    : 'It holds no request at all.';
  return new LlmError(
    'TRANSCRIPT_MISS',
    `The transcript ${quote(transcript.header.name)} holds no answer to request ${key.slice(0, 19)}…. ${comparison} A transcript answers only what it was made for: use a live Ollama server for anything else, or make the transcript again.`,
  );
}

/** All differences between two canonical values, in canonical order. */
export function listDifferences(
  left: JsonValue | undefined,
  right: JsonValue | undefined,
  path = '$',
): readonly Difference[] {
  if (isContainer(left) && isContainer(right) && Array.isArray(left) === Array.isArray(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    const ordered = Array.isArray(left) ? keys : keys.toSorted();
    return ordered.flatMap((key) =>
      listDifferences(
        member(left, key),
        member(right, key),
        Array.isArray(left) ? `${path}[${key}]` : `${path}.${key}`,
      ),
    );
  }
  return left === right ? [] : [{ path, left, right }];
}

type Container = readonly JsonValue[] | { readonly [key: string]: JsonValue };

function isContainer(value: JsonValue | undefined): value is Container {
  return typeof value === 'object' && value !== null;
}

function member(container: Container, key: string): JsonValue | undefined {
  return new Map(Object.entries(container)).get(key);
}

// Prompts can be long and private: only the surroundings of the difference are shown.
function show(left: JsonValue | undefined, right: JsonValue | undefined): string {
  const asked = left === undefined ? '(absent)' : JSON.stringify(left);
  const stored = right === undefined ? '(absent)' : JSON.stringify(right);
  let start = 0;
  while (start < asked.length && start < stored.length && asked[start] === stored[start]) start += 1;
  const from = Math.max(0, start - 20);
  const cut = (text: string): string =>
    escapeUnsafe(`${from > 0 ? '…' : ''}${text.slice(from, start + 30)}${text.length > start + 30 ? '…' : ''}`);
  return `asked ${cut(asked)}, stored ${cut(stored)}`;
}
