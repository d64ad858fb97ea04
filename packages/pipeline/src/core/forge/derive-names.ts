/** Names that are keywords, or unusable as an export or parameter, in TypeScript or Python. */
const reservedWords = new Set(
  (
    'abstract and any arguments as assert async await boolean break case catch class const constructor continue debugger ' +
    'declare def default del delete do elif else enum eval except export extends false False finally for from function ' +
    'get global if implements import in infer instanceof interface is keyof lambda let module namespace never new None ' +
    'nonlocal not null number object of or package pass private protected prototype public raise readonly require return ' +
    'self set static string super switch symbol this throw true True try type typeof undefined union unique unknown var ' +
    'void while with yield'
  ).split(' '),
);

function splitWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** `Parse HTTPHeader!` to `parse-http-header`; at most 64 characters; empty when no letter or digit is left. */
export function toKebabCase(text: string): string {
  return splitWords(text).join('-').slice(0, 64).replace(/-$/, '');
}

/** `failed: too long` to `FAILED_TOO_LONG`; at most 64 characters; empty when no letter or digit is left. */
export function toScreamingSnakeCase(text: string): string {
  return splitWords(text).join('_').toUpperCase().slice(0, 64).replace(/_$/, '');
}

/**
 * An identifier in the language's own style, at most 64 characters; empty when no letter or digit is left.
 * A reserved word gets `suffix` appended, a leading digit gets it prepended.
 */
export function toIdentifier(text: string, language: 'typescript' | 'python', suffix: string): string {
  let words = splitWords(text);
  const [first] = words;
  if (first === undefined) return '';
  if (/^[0-9]/.test(first)) words = [suffix, ...words];
  const joined = joinWords(words, language);
  return (reservedWords.has(joined) ? joinWords([...words, suffix], language) : joined).slice(0, 64);
}

function joinWords(words: readonly string[], language: 'typescript' | 'python'): string {
  if (language === 'python') return words.join('_');
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
}
