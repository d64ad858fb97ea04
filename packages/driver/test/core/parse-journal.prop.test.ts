import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyChain, entryLine, headOf, sealEntry, type JournalEntry } from '../../src/core/journal-entry.ts';
import { parseJournal } from '../../src/core/parse-journal.ts';

const message = fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed());
const messages = fc.array(message, { minLength: 1, maxLength: 8 });

function journalOf(texts: readonly string[]): JournalEntry[] {
  let head = emptyChain;
  return texts.map((text, index) => {
    const entry = sealEntry(head, { event: 'warning', code: `C${index}`, message: text }, '2026-01-01T00:00:00.000Z');
    head = headOf(entry);
    return entry;
  });
}
const bytesOf = (entries: readonly JournalEntry[]): Buffer => Buffer.from(entries.map(entryLine).join(''));

const oldLine = (previous: string, hash: string): string =>
  `{"ts": "2026-06-14T10:00:00+00:00", "prev_hash": "${previous}", "event": "driver_up", "goal": "g", "hash": "${hash}"}\n`;
const oldHash = (previous: string): string =>
  createHash('sha256')
    .update(
      `${previous}{"event": "driver_up", "goal": "g", "prev_hash": "${previous}", "ts": "2026-06-14T10:00:00+00:00"}`,
    )
    .digest('hex')
    .slice(0, 16);

describe('parseJournal', () => {
  it('gives back every entry that was sealed, in printable ASCII', () => {
    fc.assert(
      fc.property(messages, (texts) => {
        const entries = journalOf(texts);
        const bytes = bytesOf(entries);
        expect(bytes.every((byte) => byte === 10 || (byte >= 32 && byte < 127))).toBe(true);
        expect(parseJournal(bytes)).toMatchObject({ entries, problem: null, adopted: null, missingLineFeed: false });
      }),
    );
  });

  it('cuts off an unfinished last line wherever the write stopped, and keeps all before it', () => {
    fc.assert(
      fc.property(messages, fc.nat(), (texts, seed) => {
        const entries = journalOf(texts);
        const whole = bytesOf(entries);
        const last = Buffer.byteLength(entryLine(entries.at(-1)!));
        const torn = whole.subarray(0, whole.length - 2 - (seed % (last - 2)));
        const parsed = parseJournal(torn);
        expect(parsed.problem).toBeNull();
        expect(parsed.entries).toEqual(entries.slice(0, -1));
        expect(parsed.tornBytes.length).toBe(torn.length - (whole.length - last));
      }),
    );
  });

  it('takes a last line without its line feed for whole when its digest holds', () => {
    const entries = journalOf(['a', 'b']);
    const parsed = parseJournal(bytesOf(entries).subarray(0, -1));
    expect(parsed).toMatchObject({ entries, missingLineFeed: true });
    expect(parsed.tornBytes.length).toBe(0);
  });

  it('finds every change of a byte inside the chain', () => {
    fc.assert(
      fc.property(messages, fc.nat(), fc.integer({ min: 33, max: 126 }), (texts, position, replacement) => {
        const bytes = bytesOf(journalOf([...texts, 'last']));
        const firstLines = bytes.lastIndexOf(10, bytes.length - 2);
        const index = position % firstLines;
        fc.pre(bytes[index] !== replacement && bytes[index] !== 10);
        bytes[index] = replacement;
        expect(parseJournal(bytes).problem).not.toBeNull();
      }),
    );
  });

  it('finds dropped, repeated and swapped entries, and a chain made again with other content only against a known digest', () => {
    const [a, b, c] = journalOf(['a', 'b', 'c']);
    for (const lines of [
      [a!, c!],
      [a!, a!, b!],
      [b!, a!, c!],
      [b!, c!],
    ]) {
      expect(parseJournal(bytesOf(lines)).problem).not.toBeNull();
    }
    expect(parseJournal(bytesOf(journalOf(['a', 'x', 'c']))).head.digest).not.toBe(c!.digest);
  });

  it('seals each line as the earlier driver does: 16 digits over the previous hash and the line in Python form', () => {
    const [first, second] = journalOf(['é', 'b']);
    const { hash: _hash, ...rest } = second!;
    const python = JSON.stringify(Object.fromEntries(Object.entries(rest).toSorted(([x], [y]) => (x < y ? -1 : 1))))
      .replaceAll(/":/g, '": ')
      .replaceAll(/,"/g, ', "');
    expect(second!.prev_hash).toBe(first!.hash);
    expect(second!.hash).toBe(
      createHash('sha256')
        .update(first!.hash + python)
        .digest('hex')
        .slice(0, 16),
    );
  });

  it('reads a log of the earlier driver, continues it, and finds a change in it', () => {
    const first = oldHash('');
    const old = oldLine('', first) + oldLine(first, oldHash(first));
    const parsed = parseJournal(Buffer.from(old));
    expect(parsed).toMatchObject({
      problem: null,
      entries: [],
      adopted: { entries: 2 },
      head: { entries: 2, digest: '' },
    });
    const next = sealEntry(parsed.head, { event: 'log_adopted', ...parsed.adopted! }, '2026-07-01T00:00:00.000Z');
    expect(parseJournal(Buffer.from(old + entryLine(next)))).toMatchObject({ problem: null, entries: [next] });
    expect(parseJournal(Buffer.from(old.replace('"g"', '"h"'))).problem).toEqual({
      line: 1,
      message: 'was changed (hash)',
    });
  });
});
