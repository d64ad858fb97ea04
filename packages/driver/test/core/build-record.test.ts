import { describe, expect, it } from 'vitest';
import { buildRecord } from '../../src/core/build-record.ts';
import type { RecordDue } from '../../src/core/driver-state.ts';

const verification = {
  exit: 0,
  signal: null,
  stopped: null,
  tail: `${'x'.repeat(400)}\ud83d\ude00`,
  observed_at: '2026-01-01T00:00:00.000Z',
  response_sha256: 'ab',
  preimage_sha256: 'cd',
} as const;
const due: RecordDue = {
  task: 't1',
  key: null,
  attempt: 2,
  outcome: 'verified',
  base: 'b'.repeat(40),
  verification,
  landing: { kind: 'committed', commit: 'c'.repeat(40), tree: 'd'.repeat(40) },
  resolvedAt: '2026-01-01T00:00:01.000Z',
};
const identity = { subject: 'did:web:example.com:machine-driver', principal: 'did:web:example.com' };
const build = (
  changes: Partial<RecordDue>,
  verifyCommand: string | null = 'npm test',
): ReturnType<typeof buildRecord> =>
  buildRecord({ due: { ...due, ...changes }, claim: 'do it', repo: '../repo', verifyCommand, identity });

describe('buildRecord', () => {
  it('gives the fields of the standard, bound to attempt, commit and tree', () => {
    expect(build({})).toEqual({
      aar: '0.02',
      subject: identity.subject,
      principal: identity.principal,
      task: { id: 't1', claim: 'do it' },
      verdict: 'verified',
      ground_truth: 'confirmed',
      reason: `verify_cmd exited 0 against the working tree on commit ${'b'.repeat(40)}, attempt 2; committed as ${'c'.repeat(40)} (tree ${'d'.repeat(40)})`,
      checks: [
        {
          source: '../repo',
          query: 'npm test',
          observed_at: verification.observed_at,
          response_sha256: 'ab',
          preimage_sha256: 'cd',
          excerpt: `${'x'.repeat(298)}\ud83d\ude00`,
        },
      ],
      verifier: { id: 'did:web:example.com:verifier', independence: 'same_principal' },
      issued: due.resolvedAt,
    });
  });

  it.each([
    [
      'a failed check',
      { verification: { ...verification, exit: 1 } },
      'npm test',
      'rejected',
      'contradicted',
      'exited 1',
    ],
    [
      'a check that was ended',
      { verification: { ...verification, exit: null, stopped: 'timeout' } },
      'npm test',
      'not_verified',
      'unchecked',
      'was ended (timeout)',
    ],
    ['no verifier', { verification: null }, null, 'not_verified', 'unchecked', 'nothing was checked'],
    [
      'a passed check that could not land',
      { outcome: 'blocked', landing: { kind: 'failed', reason: 'git_commit' } },
      'npm test',
      'verified',
      'confirmed',
      'commit failed: git_commit',
    ],
  ] as const)('says of %s what is known and no more', (_what, changes, command, verdict, truth, reason) => {
    const record = build(changes, command);
    expect(record).toMatchObject({ verdict, ground_truth: truth, reason: expect.stringContaining(reason) });
    expect(record['checks'] === undefined).toBe(truth === 'unchecked');
  });

  it('is the same record for the same facts, and takes the verifier the goal names', () => {
    expect(JSON.stringify(build({}))).toBe(JSON.stringify(build({})));
    const named = buildRecord({
      due,
      claim: '',
      repo: '',
      verifyCommand: 'x',
      identity: { ...identity, verifier: 'did:web:ci.example' },
    });
    expect(named).toMatchObject({ verifier: { id: 'did:web:ci.example' } });
  });
});
