/** A piece of answer text with the channel it belongs to. */
export interface SplitPiece {
  readonly channel: 'thinking' | 'content';
  readonly text: string;
}

/** Divides content into thinking and answer where the server did not. */
export interface ThinkingSplitter {
  push(text: string): SplitPiece[];
  /** Gives what was held back; `unclosed` when an opening tag never closed. */
  finish(): { readonly pieces: SplitPiece[]; readonly isUnclosed: boolean };
}

const openTag = '<think>';
const closeTag = '</think>';

/** Recognises `<think>…</think>` at the very start of the content, in any chunking; tags further on are plain text. */
export function createThinkingSplitter(): ThinkingSplitter {
  let state: 'start' | 'thinking' | 'gap' | 'content' = 'start';
  let held = '';

  function advance(): SplitPiece[] {
    if (state === 'start') {
      const text = held.trimStart();
      if (openTag.startsWith(text) && text !== openTag) return [];
      state = text.startsWith(openTag) ? 'thinking' : 'content';
      if (state === 'thinking') held = text.slice(openTag.length);
    }
    if (state === 'thinking') {
      const end = held.indexOf(closeTag);
      if (end === -1) return take('thinking', held.length - partialTagLength(held));
      const pieces = take('thinking', end);
      held = held.slice(closeTag.length);
      state = 'gap';
      return [...pieces, ...advance()];
    }
    if (state === 'gap') {
      held = held.trimStart();
      if (held !== '') state = 'content';
    }
    return take('content', held.length);
  }

  function take(channel: SplitPiece['channel'], length: number): SplitPiece[] {
    const text = held.slice(0, length);
    held = held.slice(length);
    return text === '' ? [] : [{ channel, text }];
  }

  return {
    push(text) {
      held += text;
      return advance();
    },
    finish() {
      const isUnclosed = state === 'thinking';
      return { pieces: take(isUnclosed ? 'thinking' : 'content', held.length), isUnclosed };
    },
  };
}

/**
 * Splits a finished text at a lone `</think>` that stands on a line of its own before any code fence or JSON: what
 * models leave behind that think although thinking is switched off. Null where there is none.
 */
export function splitLoneClosingTag(text: string): { readonly thinking: string; readonly content: string } | null {
  const match = /^[ \t]*<\/think>[ \t]*$/m.exec(text);
  if (!match) return null;
  const before = text.slice(0, match.index);
  if (before.includes('```') || /^\s*[{[]/.test(before)) return null;
  return { thinking: before.trim(), content: text.slice(match.index + match[0].length).trimStart() };
}

function partialTagLength(text: string): number {
  for (let length = Math.min(closeTag.length - 1, text.length); length > 0; length -= 1) {
    if (closeTag.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
