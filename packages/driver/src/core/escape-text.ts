/** Foreign text made safe for one line of a terminal: control, format and direction characters appear as escapes. */
export function escapeText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (unit) => {
    if (unit === '\n') return '\\n';
    if (unit === '\t') return '\\t';
    return `\\u${(unit.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
