import { describe, expect, it } from 'vitest';
import { outputName, skippedName } from '../../src/core/output-name.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('names of collected files', () => {
  it.each(['report.json', 'mit Leerzeichen', 'größe-📈.txt', '-rf', '..hidden', '...'])('takes %j as it is', (name) => {
    expect(outputName(bytes(name))).toBe(name);
  });

  it.each(['', '.', '..', 'a/b', 'a\\b', 'a\nb', '\u001B[2J', 'a\u202Etxt', 'a\u200Bb', '\u007F', '\u0085', '\u2028'])(
    'refuses %j',
    (name) => expect(outputName(bytes(name))).toBeNull(),
  );

  it('refuses what is not UTF-8', () => {
    expect(outputName(Uint8Array.from([0x61, 0xff]))).toBeNull();
    expect(outputName(Uint8Array.from([0xc0, 0xaf]))).toBeNull();
  });

  it('shows a refused name without anything a terminal obeys', () => {
    expect(skippedName(bytes('a\u001B[2Jb\u202E/c'))).toBe('a?[2Jb??c');
    expect(skippedName(Uint8Array.from([0x61, 0xff]))).toBe('a?');
    expect(skippedName(bytes('x'.repeat(255)))).toHaveLength(80);
  });
});
