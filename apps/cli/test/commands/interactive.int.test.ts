import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startStandInServer } from '@machinist/llm-client/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../machinist.ts';
import { openSession, type Session } from '../pseudo-terminal.ts';

const up = '\u001b[A';
const enter = '\r';
const controlC = '\u0003';

/** Chooses a sample by its place from the end of the list, and answers each question until promotion. */
async function goThrough(session: Session, answers: readonly ('y' | 'n')[], fromEnd = 2): Promise<void> {
  await session.waitFor('Which model writes the tool?');
  await session.waitFor('sample:slugify');
  for (let place = 0; place < fromEnd; place += 1) session.press(up);
  session.press(enter);
  const questions = ['are the examples right?', 'Validate it in the sandbox now?', 'Promote it to the registry?'];
  for (const [index, answer] of answers.entries()) {
    await session.waitFor(questions[index] ?? '');
    session.press(answer);
  }
}

describe('machinist alone, at a terminal', () => {
  it('offers the suggested models and what the server has, and says what is missing', async () => {
    const server = await startStandInServer({ models: [{ name: 'llama3.2:latest' }, { name: 'own:7b' }] });
    onTestFinished(() => server.close());
    const session = openSession([], { cwd: temporaryFolder(), env: { OLLAMA_HOST: server.url } });
    await session.waitFor('sample:slugify');
    for (const name of ['phi4-mini', 'llama3.2', 'qwen3:4b', 'qwen2.5-coder:3b', 'own:7b', 'sample:parse-duration']) {
      expect(session.shown()).toContain(name);
    }
    session.press(controlC);
    expect(await session.ended).toBe(130);
    expect(session.shown()).toContain('[INTERRUPTED]');
  });

  it('shows contract, code and tests in colour, asks three times, and promotes after three times yes', async () => {
    const cwd = temporaryFolder();
    const session = openSession([], { cwd });
    await goThrough(session, ['y', 'y', 'y']);
    expect([await session.ended, session.shown()]).toStrictEqual([0, expect.any(String)]);
    const shown = session.shown();
    for (const part of [
      'slugify: the contract',
      '── tool.ts',
      '── tests/unit.test.ts',
      'PASS',
      'Promoted slugify 1.0.0',
    ]) {
      expect(shown).toContain(part);
    }
    expect(session.raw()).toContain('\u001b[3');
    expect(readdirSync(join(cwd, 'registry', 'slugify', 'versions'))).toStrictEqual(['1.0.0']);
  });

  it('leaves the registry alone after no to the promotion, and says how to promote later', async () => {
    const cwd = temporaryFolder();
    const session = openSession(['--no-color'], { cwd });
    await goThrough(session, ['y', 'y', 'n']);
    expect([await session.ended, session.shown()]).toStrictEqual([0, expect.any(String)]);
    expect(session.shown()).toContain('Not promoted. Later: machinist promote candidates/slugify');
    expect(existsSync(join(cwd, 'registry'))).toBe(false);
    expect(existsSync(join(cwd, 'candidates', 'slugify', 'tool.ts'))).toBe(true);
  });

  it('stops after no to the examples', async () => {
    const cwd = temporaryFolder();
    const session = openSession([], { cwd });
    // The last sample is in Python, and nobody has to say so.
    await goThrough(session, ['n'], 1);
    expect(session.shown()).toContain('to_roman');
    expect([await session.ended, session.shown()]).toStrictEqual([0, expect.any(String)]);
    expect(session.shown()).toContain('nothing was promoted');
    expect(existsSync(join(cwd, 'registry'))).toBe(false);
  });
});

describe('sandbox run at a terminal', () => {
  it('shows control sequences of the command and does not send them', async () => {
    const session = openSession(['sandbox', 'run', '--', 'printf', '\\033]0;title\\007done'], {
      cwd: temporaryFolder(),
    });
    expect(await session.ended).toBe(0);
    expect(session.raw()).toContain('\\u001b]0;title\\u0007done');
    expect(session.raw()).not.toContain('\u001b]0;');
  });
});
