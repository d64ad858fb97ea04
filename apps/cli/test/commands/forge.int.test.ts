import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { standInDigest, standInLine, startStandInServer, type StandInOptions } from '@machinist/llm-client/testing';
import { parseDidDocument, verifyEnvelope } from '@machinist/aar-signer';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sampleSource } from '../candidates.ts';
import {
  documentOf,
  eventsOf,
  linesOf,
  machinist,
  parseObject,
  prepare,
  temporaryFolder,
  type Ended,
} from '../machinist.ts';

type Replies = NonNullable<StandInOptions['replies']>;

/** Serves a model over TCP and forges `goal` with it. */
async function forgeWith(
  replies: Replies,
  argv: readonly string[],
  cwd = temporaryFolder(),
): Promise<Ended & { cwd: string }> {
  const server = await startStandInServer({ models: [{ name: 'small:3b' }], replies });
  onTestFinished(() => server.close());
  const ended = await machinist(['forge', ...argv, '--model', 'small:3b'], { cwd, env: { OLLAMA_HOST: server.url } });
  return { ...ended, cwd };
}

async function provenanceOf(tool: string, cwd: string): Promise<Record<string, unknown>> {
  const { manifest } = documentOf(await machinist(['registry', 'show', tool, '--json'], { cwd }));
  return parseObject(JSON.stringify(Object(manifest).modelProvenance));
}

describe('forge with a model of an Ollama server', () => {
  it('promotes what passes, with model, digest and options in its provenance and a signed envelope', async () => {
    const { goal, replies } = sampleSource('slugify');
    const cwd = temporaryFolder();
    const keygen = [
      'aar',
      'keygen',
      '--did',
      'did:web:maker.example',
      '--out-priv',
      'key.json',
      '--out-did',
      'did.json',
    ];
    await prepare(keygen, { cwd });
    const ended = await forgeWith(replies, [goal, '--yes', '--json', '--key', 'key.json'], cwd);
    expect(ended).toMatchObject({ exitCode: 0 });

    const events = eventsOf(ended);
    expect(events.at(-1)).toMatchObject({
      event: 'result',
      status: 'passed',
      candidate: join('candidates', 'slugify'),
      report: { verdict: 'pass' },
      promotion: { attested: true, outcome: { toolId: 'slugify', version: '1.0.0' } },
    });
    const phases = events.flatMap(({ event, phase }) => (event === 'phase-started' ? [String(phase)] : []));
    expect(phases.filter((phase) => !phase.startsWith('confirm-'))).toStrictEqual([
      'signature',
      'examples',
      'code',
      'tests-unit',
      'tests-property',
      'tests-abuse',
      'check',
    ]);

    const provenance = await provenanceOf('slugify', cwd);
    expect(provenance).toMatchObject({ origin: 'model', model: 'small:3b', serverVersion: '0.33.0' });
    expect(String(provenance['modelDigest'])).toContain(standInDigest('small:3b'));
    expect(provenance['options']).toMatchObject({ temperature: expect.any(Number), seed: expect.any(Number) });
    expect(provenance['requests']).toHaveLength(replies.length);

    const stored = (name: string): Buffer => readFileSync(join(cwd, 'registry/slugify/versions/1.0.0', name));
    const did = parseDidDocument(readFileSync(join(cwd, 'did.json')));
    const options = { didDocuments: did.ok ? [did.document] : [], payloadType: 'application/vnd.in-toto+json' };
    const verified = verifyEnvelope(stored('provenance.intoto.json'), options);
    expect(verified).toMatchObject({ ok: true });
    const forged = stored('provenance.intoto.json').toString().replace('"payload":"', '"payload":"A');
    expect(verifyEnvelope(Buffer.from(forged), options)).toMatchObject({ ok: false });
  });

  it('ends with 1 and one line when the model writes garbage', async () => {
    const ended = await forgeWith(() => 'I am sorry, \u001b[31mDave.\n', ['x', '--yes', '--quiet', '--json']);
    expect(ended.exitCode).toBe(1);
    expect(linesOf(ended.stderr)).toHaveLength(1);
    expect(ended.stderr).toMatch(/^machinist: .+ \[VALIDATION_FAILED\]\n$/);
    expect(ended.stderr.trimEnd()).not.toMatch(/\p{Cc}/u);
    expect(eventsOf(ended).at(-1)).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
    expect(existsSync(join(ended.cwd, 'registry'))).toBe(false);
  });

  it('ends with 69 and one line when the server dies in the middle of an answer, and keeps what was made', async () => {
    const { goal, replies } = sampleSource('slugify');
    const [signature = '', examples = ''] = replies;
    let asked = 0;
    const ended = await forgeWith(() => {
      asked += 1;
      if (asked === 1) return signature;
      if (asked === 2) return examples;
      return [
        { do: 'head' },
        { do: 'body', bytes: `${standInLine('small:3b', { content: '```ts\n' })}\n` },
        { do: 'reset' },
      ];
    }, [goal, '--yes', '--quiet']);
    expect(ended).toMatchObject({ exitCode: 69 });
    expect(linesOf(ended.stderr)).toHaveLength(1);
    expect(ended.stderr).toMatch(/\[(?:CONNECTION_LOST|STREAM_INCOMPLETE)\]\n$/);
    expect(ended.stdout).toBe(`The candidate: ${join('candidates', 'slugify')}\n`);
    expect(existsSync(join(ended.cwd, 'candidates/slugify/spec.json'))).toBe(true);
  });
});

describe('forge from a bundled sample', () => {
  it("slugify passes at once; what is stored says that nobody's model wrote it", async () => {
    const cwd = temporaryFolder();
    const ended = await machinist(['forge', '--model', 'sample:slugify', '--yes', '--out', 'mine'], { cwd });
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(ended.stderr).toContain('the text was authored, not produced by a model');
    expect(ended.stderr.match(/verdict: /g)).toHaveLength(1);
    const provenance = await provenanceOf('slugify', cwd);
    expect(provenance).toMatchObject({ origin: 'authored', model: null });
    expect(provenance['modelDigest'] ?? null).toBeNull();
    const again = await machinist(['promote', 'mine'], { cwd });
    expect(again.exitCode).toBe(0);
  });

  it('parse-duration fails its own tests first, and the repair passes, for everybody to see', async () => {
    const cwd = temporaryFolder();
    const ended = await machinist(['forge', '--model', 'sample:parse-duration', '--yes'], { cwd });
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(ended.stderr).toMatch(
      /✗ tests\.failed: .*\n[\s\S]*verdict: fail\n▸ repairing the code, round 2\n▸ gate, round 2\n {2}verdict: pass/,
    );
    expect(ended.stdout).toContain('Promoted parse-duration 1.0.0');
  });

  it('answers no other goal than its own: TRANSCRIPT_MISS, 64', async () => {
    const cwd = temporaryFolder();
    const ended = await machinist(['forge', 'something else', '--model', 'sample:slugify', '--yes', '--quiet'], {
      cwd,
    });
    expect(ended.exitCode).toBe(64);
    expect(linesOf(ended.stderr)).toHaveLength(1);
    expect(ended.stderr).toMatch(/\[TRANSCRIPT_MISS\]\n$/);
    expect(existsSync(join(cwd, 'registry'))).toBe(false);
  });
});
