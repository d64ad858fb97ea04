import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkChain, parseEventLine, sealEvent } from '../../src/core/event-chain.ts';
import type { EventDraft, RegistryEvent } from '../../src/core/event-schema.ts';
import { lastEvent, lastEventOf } from '../../src/core/log-index.ts';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });
const toolId = fc.constantFrom('a', 'ab', 'slugify', 'slugify-2');
const note = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
  .filter((text) => text.trim() === text && text !== '');
const shared = {
  at: fc.constant('2026-01-02T03:04:05.678Z'),
  toolId,
  transaction: hex(16).map((random) => `0123abcd-1-2-3-${random}`),
  previousHeadSha256: fc.option(hex(64)),
  headSha256: hex(64),
};
const version = fc.constantFrom('1.0.0', '1.0.1', '2.10.0');
const draft: fc.Arbitrary<EventDraft> = fc.oneof(
  fc.record({ ...shared, kind: fc.constant('admit' as const), version, manifestSha256: hex(64) }),
  fc.record({ ...shared, kind: fc.constantFrom('yank' as const, 'unyank' as const), version, reason: note }),
);

function problemsOf(lines: readonly string[]) {
  return checkChain(lines.map((line) => `${line}\n`).join('')).problems;
}

function log(drafts: readonly EventDraft[]): string {
  let last: RegistryEvent | null = null;
  let text = '';
  for (const each of drafts) {
    const { event, line }: { event: RegistryEvent; line: string } = sealEvent(each, last);
    last = event;
    text += line;
  }
  return text;
}

describe('the log', () => {
  it('that was sealed is whole, and gives back what went in', () => {
    fc.assert(
      fc.property(fc.array(draft, { maxLength: 12 }), (drafts) => {
        const { events, problems } = checkChain(log(drafts));
        expect(problems).toEqual([]);
        expect(events).toHaveLength(drafts.length);
        for (const [index, event] of events.entries()) expect(event).toMatchObject(drafts[index] ?? {});
      }),
    );
  });

  it('is broken by any line removed, doubled or moved, except when lines are cut from the end', () => {
    fc.assert(
      fc.property(fc.array(draft, { minLength: 2, maxLength: 8 }), fc.nat(), fc.nat(), (drafts, first, second) => {
        const lines = log(drafts).trimEnd().split('\n');
        const from = first % lines.length;
        const to = second % lines.length;
        fc.pre(from !== to);
        expect(problemsOf(lines.toSpliced(Math.min(from, to), 1)).length).toBeGreaterThan(0);
        expect(problemsOf(lines.toSpliced(to, 0, lines[from] ?? '')).length).toBeGreaterThan(0);
        expect(problemsOf(lines.with(from, lines[to] ?? '').with(to, lines[from] ?? '')).length).toBeGreaterThan(0);
        expect(problemsOf(lines.slice(0, -1))).toEqual([]);
      }),
    );
  });

  it('is found damaged at every changed character', () => {
    fc.assert(
      fc.property(
        fc.array(draft, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.nat({ max: 127 }),
        (drafts, at, code) => {
          const text = log(drafts);
          const place = at % text.length;
          const changed = text.slice(0, place) + String.fromCodePoint(code) + text.slice(place + 1);
          fc.pre(changed !== text);
          expect(checkChain(changed).problems.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('tells the last event of each tool, whatever names and words the others have', () => {
    fc.assert(
      fc.property(fc.array(draft, { maxLength: 12 }), toolId, fc.boolean(), (drafts, asked, torn) => {
        const text = log(drafts);
        const { events } = checkChain(text);
        const bytes = Buffer.from(torn ? `${text}{"toolId":"${asked}"` : text);
        expect(lastEventOf(bytes, asked)).toEqual(events.findLast((event) => event.toolId === asked) ?? null);
        expect(lastEvent(bytes)).toEqual(events.at(-1) ?? null);
      }),
    );
  });

  it('does not mistake a quoted tool id in a reason for the real one', () => {
    const reason = '"toolId":"slugify"';
    const yank: EventDraft = {
      kind: 'yank',
      toolId: 'a',
      version: '1.0.0',
      reason,
      at: '2026-01-02T03:04:05.678Z',
      transaction: '0123abcd-1-2-3-0123456789abcdef',
      previousHeadSha256: null,
      headSha256: '0'.repeat(64),
    };
    expect(lastEventOf(Buffer.from(log([yank])), 'slugify')).toBeNull();
  });

  it('accepts no line that is not canonical', () => {
    const { line } = sealEvent(fc.sample(draft, { numRuns: 1, seed: 1 })[0]!, null);
    expect(parseEventLine(line.trimEnd())).not.toBeNull();
    expect(parseEventLine(line)).toBeNull();
    expect(parseEventLine(line.trimEnd().replace(',', ', '))).toBeNull();
    expect(parseEventLine('not json')).toBeNull();
  });
});
