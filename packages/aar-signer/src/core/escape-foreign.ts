const maximumShown = 120;
const harmless = /^[!-[\]-~]*$/;

/**
 * Foreign text made safe to print: one line of visible ASCII, everything else (spaces too) as `\uXXXX`,
 * so that no field can imitate a result line or carry a terminal escape. Cut after 120 characters.
 */
export function escapeForeign(text: string): string {
  if (text.length <= maximumShown && harmless.test(text)) return text;
  const cut = text.length > maximumShown ? `${text.slice(0, maximumShown)}...` : text;
  return cut.replaceAll(/[^!-[\]-~]/gu, (character) => [...utf16(character)].join(''));
}

/** `value` as one line of JSON in pure ASCII: the same document for a parser, nothing active for a terminal. */
export function stringifyAsciiJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.replaceAll(/[\u007f-\uffff]/g, (unit) => escapeUnit(unit.charCodeAt(0)));
}

function* utf16(character: string): Generator<string> {
  for (let index = 0; index < character.length; index += 1) yield escapeUnit(character.charCodeAt(index));
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
