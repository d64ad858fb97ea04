import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { emptyChain, entryLine, headOf, sealEntry } from '../../src/core/journal-entry.ts';
import { parseJournal } from '../../src/core/parse-journal.ts';
import { verifyJournal, verifyLog } from '../../src/index.ts';
import { createPerson, createStrictGoal } from '../strict-goal-folder.ts';
import { portsOf } from '../test-signer.ts';

const principal = createPerson('principal');
const stranger = createPerson('stranger');
const program = join(import.meta.dirname, '..', 'fixtures', 'verify-log.ts');

/** Drives three tasks to signed records in a folder that outlives the test file's tests. */
async function driven(whenDone: (cleanUp: () => void) => void): Promise<string> {
  const goal = createStrictGoal(
    {
      max_attempts: 1,
      verify: { argv: ['sh', '-c', 'test "$MACHINIST_TASK_ID" != t2'] },
      signing: { key: 'key', subject: 'did:web:example.com:driver', principal: 'did:web:example.com' },
      tasks: ['t1', 't2', 't3'].map((id) => ({ id, goal: id, reversible: true })),
    },
    { whenDone },
  );
  writeFileSync(join(goal.folder, 'key'), '');
  await goal.run({ ports: portsOf(principal) });
  return goal.folder;
}

/** Another process, with the public key and the files alone. */
function verifyElsewhere(
  folder: string,
  publicKey = principal.publicKey,
): { ok: boolean; closed: boolean; problems: string[] } {
  return JSON.parse(
    execFileSync(process.execPath, [program, join(folder, 'goal.json'), publicKey], { encoding: 'utf8' }),
  );
}

type Edit = (path: string, change: (text: string) => string) => void;

const lines = (text: string): string[] => text.split('\n').slice(0, -1);
const swap = (list: string[], at: number): string[] => list.with(at, list[at + 1] ?? '').with(at + 1, list[at] ?? '');

function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'record-chain-'));
  onTestFinished(() => {
    rmSync(copy, { recursive: true });
  });
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** What an insider without the key can do: build the whole chain anew around a lie. */
function remake(folder: string): void {
  const path = join(folder, journal);
  let head = emptyChain;
  const entries = parseJournal(readFileSync(path)).entries.map((entry) => {
    const { ts, seq: _seq, prev_hash: _hash, prev_digest: _digest, digest: _own, hash: _short, ...event } = entry;
    const sealed = sealEntry(head, event.event === 'quarantine' ? { ...event, reason: 'nothing to see' } : event, ts);
    head = headOf(sealed);
    return entryLine(sealed);
  });
  writeFileSync(path, entries.join(''));
  expect(verifyJournal(path).ok).toBe(true);
}

const cleanUps: (() => void)[] = [];
let original: string;
let other: string;
beforeAll(async () => {
  original = await driven((cleanUp) => cleanUps.push(cleanUp));
  other = await driven((cleanUp) => cleanUps.push(cleanUp));
});
afterAll(() => {
  for (const cleanUp of cleanUps) cleanUp();
});

const journal = 'goal.drive/driver-log.jsonl';
const checkpoints = 'goal.drive/driver-checkpoints.jsonl';

describe('journal and records', () => {
  it('are verified by another process that has the public key and nothing else', () => {
    const report = verifyElsewhere(original);
    expect(report).toMatchObject({ ok: true, closed: true, records: 3, problems: [] });
  });

  it.each<[string, (folder: string, edit: Edit) => void]>([
    [
      'a changed word in an entry',
      (_folder, edit) => edit(journal, (text) => text.replace('"quarantine"', '"proposed"')),
    ],
    [
      'a changed byte at the end of the journal',
      (_folder, edit) => edit(journal, (text) => text.replace(/.\n$/, ' \n')),
    ],
    ['an entry taken out', (_folder, edit) => edit(journal, (text) => lines(text).toSpliced(4, 1).join('\n'))],
    [
      'an entry twice',
      (_folder, edit) =>
        edit(journal, (text) =>
          lines(text)
            .toSpliced(4, 0, lines(text)[4] ?? '')
            .join('\n'),
        ),
    ],
    ['two entries in the other order', (_folder, edit) => edit(journal, (text) => swap(lines(text), 4).join('\n'))],
    ['a journal cut off', (_folder, edit) => edit(journal, (text) => `${lines(text).slice(0, -3).join('\n')}\n`)],
    ['a journal made again', (folder) => remake(folder)],
    ['no checkpoints', (folder) => rmSync(join(folder, checkpoints))],
    ['a checkpoint taken out', (_folder, edit) => edit(checkpoints, (text) => lines(text).toSpliced(1, 1).join('\n'))],
    [
      'a changed count in a checkpoint',
      (_folder, edit) => edit(checkpoints, (text) => text.replace(/"records":\d/, '"records":9')),
    ],
    [
      'a changed signature',
      (_folder, edit) => edit(checkpoints, (text) => text.replace(/"signature":"./, '"signature":"_')),
    ],
    [
      'a changed verdict in a record',
      (_folder, edit) => edit('goal.drive/aar/t2.json', (text) => text.replace('rejected', 'verified')),
    ],
    [
      'a changed signature of a record',
      (_folder, edit) => edit('goal.drive/aar/t1.json', (text) => text.replace(/"value": "./, '"value": "_')),
    ],
    ['a record that is missing', (folder) => rmSync(join(folder, 'goal.drive/aar/t3.json'))],
    [
      'a record of another task in its place',
      (folder) => cpSync(join(folder, 'goal.drive/aar/t1.json'), join(folder, 'goal.drive/aar/t3.json')),
    ],
  ])('with %s are rejected', (_what, mutate) => {
    const folder = copyOf(original);
    mutate(folder, (path, change) => {
      const before = readFileSync(join(folder, path), 'utf8');
      const after = change(before);
      expect(after).not.toBe(before);
      writeFileSync(join(folder, path), after);
    });
    expect(verifyElsewhere(folder)).toMatchObject({ ok: false });
  });

  it('of another deployment, or signed with another key, are rejected', () => {
    expect(verifyElsewhere(original, stranger.publicKey)).toMatchObject({ ok: false });
    const spliced = copyOf(original);
    cpSync(join(other, checkpoints), join(spliced, checkpoints));
    expect(verifyElsewhere(spliced).ok).toBe(false);
    const swapped = copyOf(original);
    cpSync(join(other, journal), join(swapped, journal));
    expect(verifyElsewhere(swapped).ok).toBe(false);
  });

  it('cut off together at an earlier signed place still hold, but are not closed any more', () => {
    const folder = copyOf(original);
    const kept = lines(readFileSync(join(folder, checkpoints), 'utf8'))[0] ?? '';
    const { entries }: { entries: number } = JSON.parse(kept);
    writeFileSync(join(folder, checkpoints), `${kept}\n`);
    const entriesKept = lines(readFileSync(join(folder, journal), 'utf8')).slice(0, entries);
    writeFileSync(join(folder, journal), `${entriesKept.join('\n')}\n`);
    expect(verifyElsewhere(folder)).toMatchObject({ ok: true, closed: false });
  });

  it('every mutation of a single byte of a checkpoint is rejected', () => {
    const folder = copyOf(original);
    const path = join(folder, checkpoints);
    const bytes = readFileSync(path);
    const accepted: number[] = [];
    for (let index = 0; index < bytes.length - 1; index += 61) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((bytes.readUInt8(index) ^ 1) & 0x7f, index);
      writeFileSync(path, changed);
      if (verifyLog(join(folder, 'goal.json'), principal.publicKey).ok) accepted.push(index);
    }
    expect(accepted).toEqual([]);
  });
});
