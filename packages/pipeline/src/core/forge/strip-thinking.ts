const openingTag = /^\s*<think(?:ing)?>/i;
const closingTag = /<\/think(?:ing)?>/i;

/** The answer without inline thinking: a pair at the start, or a lone closing tag. `null`: it opens and never closes, so there is no answer. */
export function stripThinking(text: string): string | null {
  const withoutMark = text.replace(/^\uFEFF/, '');
  const opening = openingTag.exec(withoutMark);
  const closing = closingTag.exec(withoutMark);
  if (opening !== null) {
    if (closing === null) return null;
    return withoutMark.slice(closing.index + closing[0].length);
  }
  // A lone closing tag counts only before the first fence: inside code it is text.
  if (closing !== null && !/^\s*(?:`{3}|~{3})/m.test(withoutMark.slice(0, closing.index)))
    return withoutMark.slice(closing.index + closing[0].length);
  return withoutMark;
}
