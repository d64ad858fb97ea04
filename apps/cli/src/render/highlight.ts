import { common, createEmphasize } from 'emphasize';
import { escapeBlock } from './escape-text.ts';

const emphasize = createEmphasize(common);

/** Source text for a terminal, with syntax colour when `color` is on. Control characters in it are made visible first. */
export function highlight(source: string, language: 'typescript' | 'python' | 'json', color: boolean): string {
  const safe = escapeBlock(source);
  return color ? emphasize.highlight(language, safe).value : safe;
}
