import { escapeBlock } from '../escape-text.ts';

/** Text that is HTML already. Only `tag` makes it, so foreign text can never be one. */
export interface Markup {
  readonly [isMarkup]: string;
}

const isMarkup = Symbol('markup');
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

type Part = string | number | Markup | readonly Markup[];

/** HTML from a template literal. Every value is escaped, and its control characters made visible, unless `tag` made it. */
export function tag(parts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  const text = parts.reduce((all, part, index) => `${all}${textOf(values[index - 1] ?? '')}${part}`);
  return { [isMarkup]: text };
}

/** The text of finished HTML. */
export function htmlText(markup: Markup): string {
  return markup[isMarkup];
}

function textOf(value: Part): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string')
    return escapeBlock(value).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
  return isList(value) ? value.map(htmlText).join('') : htmlText(value);
}

function isList(value: Markup | readonly Markup[]): value is readonly Markup[] {
  return Array.isArray(value);
}
