import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AarError,
  type DidDocument,
  createLog,
  openLog,
  verifyLogConsistency,
  verifyLogProof,
  verifyRecord,
  formatConsistencyProof,
} from '@machinist/aar-signer';
import { hashLeaf, treeRoot } from '../../src/core/log/merkle-tree.ts';
import { createLogEntry } from '../../src/core/log/log-entry.ts';
import { foldHashes } from '../../src/core/log/tile-hashes.ts';
import { createIdentity, now } from '../fixtures/identity.ts';
import { createTestLog, createWitness, loggedRecord, policyOf } from '../fixtures/log.ts';

const owner = createIdentity();
const records = Array.from({ length: 600 }, (_, id) => loggedRecord(owner, id));
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (error) {
    return AarError.isInstance(error) ? error.code : String(error);
  }
};

describe('openLog', () => {
  it('gives every record, in batches of any size and over several runs, a proof that lifts it to L3', () => {
    const { directory, key, policy } = createTestLog();
    let next = 0;
    for (const batch of [1, 1, 3, 250, 1, 256, 40, 48]) {
      using log = openLog({ directory, key });
      expect(log.append(records.slice(next, next + batch))).toEqual(
        Array.from({ length: batch }, (_, at) => next + at),
      );
      next += batch;
      expect(log.size).toBe(next);
    }
    using log = openLog({ directory, key });
    for (const index of [0, 1, 4, 254, 255, 256, 511, 512, 599]) {
      expect(verifyLogProof(records[index]!, log.prove(index), policy)).toMatchObject({ ok: true, index });
      expect(log.find(records[index]!)).toBe(index);
    }
    expect(log.find(loggedRecord(owner, 'unknown'))).toBeNull();
    const options = {
      didDocuments: [owner.didDocument],
      now,
      minimumLevel: 'L3' as const,
      log: { policy, proof: log.prove(7) },
    };
    expect(verifyRecord(JSON.stringify(records[7]), options)).toMatchObject({
      level: 'L3',
      ok: true,
      warnings: [expect.stringMatching(/^LOG_OPERATOR_TRUSTED/)],
    });
    expect(
      verifyRecord(JSON.stringify({ _log_proof: log.prove(7), ...records[7] }), { ...options, log: { policy } }),
    ).toMatchObject({ level: 'L3', unsigned: ['_log_proof'] });
  });

  it('has the root that the tree over all entries has, and the files that tlog-tiles names', () => {
    const { directory, key } = createTestLog();
    using log = openLog({ directory, key });
    log.append(records.slice(0, 514));
    const leaves = records.slice(0, 514).map((record) => hashLeaf(createLogEntry(record)));
    const root = treeRoot(514, (level, index) =>
      foldHashes(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)),
    );
    expect(log.checkpoint.split('\n').slice(0, 3)).toEqual([key.origin, '514', Buffer.from(root).toString('base64')]);
    const files = readdirSync(join(directory, 'tile'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1)).toSorted()).toEqual([
      'tile/0/000',
      'tile/0/001',
      'tile/0/002.p/2',
      'tile/1/000.p/2',
      'tile/entries/000',
      'tile/entries/001',
      'tile/entries/002.p/2',
    ]);
    expect(readFileSync(join(directory, 'tile/0/001'))).toEqual(Buffer.concat(leaves.slice(256, 512)));
  });

  it('removes partial tiles only once the full one stands under a checkpoint', () => {
    const { directory, key } = createTestLog();
    using log = openLog({ directory, key });
    log.append(records.slice(0, 200));
    log.append(records.slice(200, 255));
    expect(existsSync(join(directory, 'tile/0/000.p/200'))).toBe(true);
    log.append(records.slice(255, 257));
    expect([existsSync(join(directory, 'tile/0/000.p')), existsSync(join(directory, 'tile/entries/000.p'))]).toEqual([
      false,
      false,
    ]);
    expect(log.prove(3)).toContain('index 3\n');
  });

  it('lets one process write at a time, and succeeds a dead one', () => {
    const { directory, key } = createTestLog();
    const log = openLog({ directory, key });
    expect(codeOf(() => openLog({ directory, key }))).toBe('LOG_LOCKED');
    log.close();
    expect(codeOf(() => openLog({ directory, key }).close())).toBe('done');
    for (const left of [`999999 1 ${'x'.repeat(3)} 00000000-0000-4000-8000-000000000000`, '../../elsewhere', '']) {
      writeFileSync(join(directory, 'lock'), left.replace(' xxx ', ` ${readPlace(directory, key)} `));
      expect(codeOf(() => openLog({ directory, key }).close())).toBe('done');
    }
    expect(readdirSync(directory).filter((name) => name.startsWith('lock'))).toEqual([]);
    const [host = '', boot = '', namespace = ''] = readPlace(directory, key).split('/');
    const lockOf = (...where: string[]): string => {
      writeFileSync(join(directory, 'lock'), `1 1 ${where.join('/')} 00000000-0000-4000-8000-000000000000`);
      return codeOf(() => openLog({ directory, key }).close());
    };
    // Another boot is over; another machine or namespace may be at work.
    expect(lockOf(host, 'another-boot', namespace)).toBe('done');
    expect(lockOf('another-host', boot, namespace)).toBe('LOG_LOCKED');
    expect(lockOf(host, boot, 'pid:[1]')).toBe('LOG_LOCKED');
  });

  it('signs no smaller and no other tree than its key has signed', () => {
    const { directory, key } = createTestLog();
    const copy = `${directory}-copy`;
    const append = (from: number, to: number) => {
      using log = openLog({ directory, key });
      log.append(records.slice(from, to));
    };
    append(0, 3);
    cpSync(directory, copy, { recursive: true });
    append(3, 5);
    const newer = readFileSync(key.guardFile);
    rmSync(directory, { recursive: true });
    cpSync(copy, directory, { recursive: true });
    expect(codeOf(() => append(3, 5))).toBe('LOG_ROLLED_BACK');
    rmSync(key.guardFile);
    expect(codeOf(() => append(3, 5))).toBe('LOG_ROLLED_BACK');
    writeFileSync(key.guardFile, readFileSync(join(directory, 'checkpoint')));
    append(10, 13);
    writeFileSync(key.guardFile, newer);
    expect(codeOf(() => append(13, 14))).toBe('LOG_ROLLED_BACK');
  });

  it('refuses a damaged tile, a checkpoint that somebody else signed, and a folder without a log', () => {
    const { directory, key } = createTestLog();
    {
      using log = openLog({ directory, key });
      log.append(records.slice(0, 300));
    }
    const damage = (name: string, change: (bytes: Buffer) => Uint8Array, act: () => unknown): string => {
      const path = join(directory, name);
      const bytes = readFileSync(path);
      writeFileSync(path, change(Buffer.from(bytes)));
      const code = codeOf(act);
      writeFileSync(path, bytes);
      return code;
    };
    const open = () => openLog({ directory, key }).close();
    const prove = () => {
      using log = openLog({ directory, key });
      log.prove(0);
    };
    for (const name of ['tile/0/001.p/44', 'tile/1/000.p/1', 'tile/entries/001.p/44']) {
      expect([name, damage(name, (bytes) => bytes.fill(1, 20, 24), open)]).toEqual([name, 'LOG_DAMAGED']);
      expect([name, damage(name, (bytes) => bytes.subarray(0, bytes.length - 1), open)]).toEqual([name, 'LOG_DAMAGED']);
      expect([name, damage(name, () => Buffer.alloc(0), open)]).toEqual([name, 'LOG_DAMAGED']);
    }
    for (const name of ['tile/0/000', 'tile/entries/000']) {
      expect([name, damage(name, (bytes) => bytes.fill(1, 50, 54), prove)]).toEqual([name, 'LOG_DAMAGED']);
    }
    expect(damage('checkpoint', (bytes) => bytes.subarray(0, 40), open)).toBe('LOG_DAMAGED');
    expect(codeOf(() => openLog({ directory, key: createTestLog().key }))).toBe('LOG_DAMAGED');
    expect(codeOf(() => openLog({ directory: `${directory}-none`, key }))).toBe('FILE_UNREADABLE');
    expect(codeOf(() => createLog({ directory, key }))).toBe('FILE_EXISTS');
    expect(codeOf(() => openLog({ directory, key }).close())).toBe('done');
  });

  it('takes only records that name it', () => {
    const { directory, key } = createTestLog('other.example/log');
    using log = openLog({ directory, key });
    expect(codeOf(() => log.append([records[0]!]))).toBe('LOG_NOT_NAMED');
    expect(log.size).toBe(0);
  });

  it('shows that it only grew, for every pair of sizes', () => {
    const { directory, key, policy } = createTestLog();
    using log = openLog({ directory, key });
    const notes = [log.checkpoint];
    for (const record of records.slice(0, 20)) {
      log.append([record]);
      notes.push(log.checkpoint);
      const proofs = notes.map((note, size) =>
        verifyLogConsistency(note, formatConsistencyProof(size, log.proveConsistency(size), log.checkpoint), policy),
      );
      expect(proofs.filter(({ ok }) => !ok)).toEqual([]);
    }
  });

  it('needs the witnesses that a policy demands, and then knows since when a record stood there', () => {
    const { directory, key } = createTestLog();
    const witnesses = ['a', 'b', 'c'].map((name) => createWitness(`${name}.example`));
    const lines = witnesses.map(({ verifierKey }, at) => `witness w${at} ${verifierKey}\n`).join('');
    const policy = policyOf(`log ${key.verifierKey}\n${lines}group two 2 w0 w1 w2\nquorum two\n`);
    using log = openLog({ directory, key });
    log.append(records.slice(0, 2));
    const plain = log.prove(1);
    const once = witnesses[0]!.cosign(plain, 1_795_176_000);
    const twice = witnesses[2]!.cosign(once, 1_795_172_400);
    const judge = (proof: string, document: DidDocument = owner.didDocument) =>
      verifyRecord(JSON.stringify(records[1]), { didDocuments: [document], now, log: { policy, proof } });
    expect([judge(plain).code, judge(once).code, judge(twice).level]).toEqual([
      'LOG_WITNESSES_MISSING',
      'LOG_WITNESSES_MISSING',
      'L3',
    ]);
    expect(judge(witnesses[0]!.cosign(once, 1_795_176_001)).code).toBe('LOG_WITNESSES_MISSING');
    expect(judge(twice).warnings).toEqual([]);
    expect(verifyLogProof(records[1]!, twice, policy)).toMatchObject({
      witnesses: ['w0', 'w2'],
      witnessedAt: 1_795_176_000,
    });
    const [method] = owner.didDocument.verificationMethod ?? [];
    const revoked = (at: string) => ({ ...owner.didDocument, verificationMethod: [{ ...method!, revoked: at }] });
    const late = new Date(1_795_176_000_000 + 1000).toISOString();
    const early = new Date(1_795_176_000_000 - 1000).toISOString();
    expect(
      verifyRecord(JSON.stringify(records[1]), {
        didDocuments: [revoked(late)],
        now: new Date('2027-01-01T00:00:00Z'),
        log: { policy, proof: twice },
      }).warnings,
    ).toEqual([]);
    expect(
      verifyRecord(JSON.stringify(records[1]), {
        didDocuments: [revoked(early)],
        now: new Date('2027-01-01T00:00:00Z'),
        log: { policy, proof: twice },
      }).warnings,
    ).toEqual([expect.stringMatching(/^KEY_SINCE_REVOKED/)]);
  });
});

/** The place of this process as its own lock names it. */
function readPlace(directory: string, key: Parameters<typeof openLog>[0]['key']): string {
  using log = openLog({ directory, key });
  return log.size === 0 ? (readFileSync(join(directory, 'lock'), 'utf8').split(' ')[2] ?? '') : '';
}
