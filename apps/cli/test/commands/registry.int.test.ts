import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, refused } from '../bad-input.ts';
import { copyCandidate } from '../candidates.ts';
import {
  createFolder,
  documentOf,
  linesOf,
  machinist,
  prepare,
  removeFolder,
  temporaryFolder,
  type Ended,
} from '../machinist.ts';

let cwd = '';

beforeAll(async () => {
  cwd = createFolder();
  copyCandidate('honest', cwd);
  await prepare(['promote', 'candidate'], { cwd });
});
afterAll(() => removeFolder(cwd));

const registry = (...argv: string[]): Promise<Ended> => machinist(['registry', ...argv], { cwd });

describe('registry list and show', () => {
  it('list says that nothing is there yet, and makes no folder by looking', async () => {
    const empty = temporaryFolder();
    const ended = await machinist(['registry', 'list'], { cwd: empty });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain('No tool has been promoted yet.');
    expect(documentOf(await machinist(['registry', 'list', '--json'], { cwd: empty }))).toStrictEqual({
      formatVersion: 1,
      tools: [],
      unreadable: [],
    });
  });

  it('list gives one line per tool with version, verdict and origin', async () => {
    const { stdout } = await registry('list');
    expect(linesOf(stdout)).toHaveLength(1);
    expect(stdout).toMatch(/^parse-duration {2}1\.0\.0 +\[pass, external\] \S/);
  });

  it('show gives contract, verdict, origin, evidence and place', async () => {
    const { stdout } = await registry('show', 'parse-duration');
    for (const part of [
      'parseDuration(text: string)',
      'verdict    pass',
      'its maker is not known',
      'evidence   ',
      'files      ',
    ]) {
      expect(stdout).toContain(part);
    }
    const document = documentOf(await registry('show', 'parse-duration', '1.0.0', '--json'));
    expect(document).toMatchObject({ formatVersion: 1, toolId: 'parse-duration', version: '1.0.0' });
  });

  it('show of a version that is not there: one line, 64', async () => {
    const refusal = refused(64, 'VERSION_NOT_FOUND', '9.9.9');
    expect(await refusalOf(['registry', 'show', 'parse-duration', '9.9.9'], { cwd })).toStrictEqual(refusal);
  });
});

describe('registry run', () => {
  it('prints the value that the tool returns, from arguments, from an id with version and from stdin', async () => {
    const call = '{"text": "1h 30m"}';
    expect(await registry('run', 'parse-duration', call)).toStrictEqual({
      exitCode: 0,
      stdout: '5400000\n',
      stderr: '',
    });
    const fromInput = await machinist(['registry', 'run', 'parse-duration@1.0.0', '-', '--json'], { cwd, input: call });
    expect(documentOf(fromInput)).toStrictEqual({
      formatVersion: 1,
      tool: 'parse-duration',
      version: '1.0.0',
      status: 'value',
      value: 5_400_000,
    });
  });

  it('tells a failure that the contract declares, escaped, and exits 1', async () => {
    const ended = await registry('run', 'parse-duration', JSON.stringify({ text: '\u001b[31m\nx' }));
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toBe('the tool failed: INVALID_DURATION: not a duration: \\u001b[31m\\u000ax\n');
  });

  it.each([
    ['{"txt": "1h"}', 'takes { text: string }, but got { "txt" }'],
    ['{}', 'parse-duration takes'],
  ])('refuses the arguments %s in one line that says what the tool takes', async (text, says) => {
    expect(await refusalOf(['registry', 'run', 'parse-duration', text], { cwd })).toStrictEqual(
      refused(64, 'ARGUMENTS_INVALID', says),
    );
  });

  it.each(['parse-duration@', 'parse-duration@latest', 'parse-duration@1.0.0@1'])('refuses %s', async (name) => {
    expect(await refusalOf(['registry', 'run', name], { cwd })).toStrictEqual(
      refused(64, 'INVALID_VERSION', 'version'),
    );
  });
});

// Last, because it spoils the registry.
describe('a registry that somebody changed', () => {
  it('verifies before and not after, and the changed tool is not run', async () => {
    const before = await registry('verify');
    expect(before).toMatchObject({ exitCode: 0, stderr: '' });
    expect(before.stdout).toMatch(/^✓ \d+ files are as admitted/);
    appendFileSync(join(cwd, 'registry/parse-duration/versions/1.0.0/tool.ts'), '\n// changed\n');
    const after = await registry('verify');
    expect(after.exitCode).toBe(1);
    expect(after.stdout).toContain('tool.ts');
    const document = documentOf(await registry('verify', 'parse-duration', '--json'));
    expect(document).toMatchObject({ formatVersion: 1, ok: false });
    const refusal = refused(1, 'INTEGRITY_FAILED', 'tool.ts');
    expect(await refusalOf(['registry', 'run', 'parse-duration', '{"text": "1h"}'], { cwd })).toStrictEqual(refusal);
  });

  it('lists a tool whose head is broken as unreadable and exits 1', async () => {
    writeFileSync(join(cwd, 'registry/parse-duration/metadata.json'), '{');
    const list = await registry('list');
    expect(list.exitCode).toBe(1);
    expect(list.stdout).toContain('parse-duration: unreadable: ');
  });
});
