const longest = 120;

// C1 controls and bidirectional overrides survive JSON.stringify and can still act on a terminal.
const unsafe = /[\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

/** Untrusted text as a short JSON string literal: safe in a message, no terminal escapes, at most 120 characters. */
export function quote(text: string): string {
  return escapeUnsafe(JSON.stringify(text.length > longest ? `${text.slice(0, longest)}…` : text));
}

/** An untrusted JSON value as short JSON, safe in a message. */
export function quoteJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return escapeUnsafe(text.length > longest ? `${text.slice(0, longest)}…` : text);
}

/** JSON text with the characters escaped that JSON itself leaves alone but a terminal acts on. */
export function escapeUnsafe(jsonText: string): string {
  return jsonText.replaceAll(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
