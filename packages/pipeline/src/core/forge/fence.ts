import type { Language } from '../spec-schema.ts';

/** Puts `content` into a fence that no line of it can close. */
export function fence(content: string, tag: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}${tag}\n${content.replace(/\n$/, '')}\n${marks}`;
}

/** The word after the opening marks. */
export function fenceTag(language: Language): string {
  return language === 'typescript' ? 'ts' : 'python';
}
