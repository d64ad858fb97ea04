import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePipes, type PipeDirectory } from '../../src/gate/make-pipes.ts';
import { readCandidate } from '../../src/gate/read-candidate.ts';
import { fixtureDirectory } from './load-fixture.ts';

let directory: string;
let pipes: PipeDirectory;
beforeEach(async () => {
  pipes = await makePipes();
  directory = mkdtempSync(join(tmpdir(), 'pipeline-candidate-'));
  cpSync(join(fixtureDirectory, 'honest'), directory, { recursive: true });
});
afterEach(async () => {
  rmSync(directory, { recursive: true, force: true });
  await pipes[Symbol.asyncDispose]();
});

const at = (...parts: readonly string[]): string => join(directory, ...parts);

describe('a folder that is a candidate', () => {
  it('is read whole: spec, tool and the suites that are there', async () => {
    rmSync(at('tests', 'abuse.test.ts'));
    const candidate = await readCandidate(directory);
    expect(candidate.spec.functionName).toBe('parseDuration');
    expect(candidate.toolFile).toBe('tool.ts');
    expect(candidate.testFiles).toEqual(['tests/unit.test.ts', 'tests/property.test.ts']);
    expect(Object.keys(candidate.files).toSorted()).toEqual([
      'spec.json',
      'tests/property.test.ts',
      'tests/unit.test.ts',
      'tool.ts',
    ]);
  });
});

describe('a folder that is none', () => {
  const hostile: readonly (readonly [string, () => void])[] = [
    ['a link in place of the tool', () => (rmSync(at('tool.ts')), symlinkSync('/etc/passwd', at('tool.ts')))],
    [
      'a link in place of the spec',
      () => (rmSync(at('spec.json')), symlinkSync(join(fixtureDirectory, 'honest', 'spec.json'), at('spec.json'))),
    ],
    [
      'a link in place of tests/',
      () => (
        rmSync(at('tests'), { recursive: true }),
        symlinkSync(join(fixtureDirectory, 'honest', 'tests'), at('tests'))
      ),
    ],
    [
      'a named pipe in place of the tool',
      () => (rmSync(at('tool.ts')), renameSync(pipes.tool.requests, at('tool.ts'))),
    ],
    ['a folder in place of the tool', () => (rmSync(at('tool.ts')), mkdirSync(at('tool.ts')))],
    ['a foreign file', () => writeFileSync(at('package.json'), '{}')],
    ['a foreign file in tests/', () => writeFileSync(at('tests', 'setup.ts'), '')],
    ['a hidden file', () => writeFileSync(at('.npmrc'), '')],
    ['a name with terminal escapes', () => writeFileSync(at('\u001B[2Jtool.ts'), '')],
    [
      'a name that is not UTF-8',
      () => writeFileSync(Buffer.concat([Buffer.from(at('tests/')), Buffer.from([0xff, 0xfe])]), ''),
    ],
    ['a name as long as names can be', () => writeFileSync(at('x'.repeat(255)), '')],
    ['a name that turns the text around', () => writeFileSync(at('\u202Est.loot'), '')],
    ['a name in other letters that look alike', () => writeFileSync(at('t\u043E\u043El.ts'), '')],
    [
      'a device in place of a suite',
      () => (rmSync(at('tests', 'unit.test.ts')), symlinkSync('/dev/zero', at('tests', 'unit.test.ts'))),
    ],
    ['a huge suite', () => truncateSync(at('tests', 'unit.test.ts'), 600 * 1024)],
    ['a node_modules folder', () => mkdirSync(at('node_modules'))],
    ['a huge tool', () => truncateSync(at('tool.ts'), 1024 ** 4)],
    ['a 10 MB spec', () => writeFileSync(at('spec.json'), `{"a":"${'x'.repeat(10_000_000)}"}`)],
    ['invalid UTF-8', () => writeFileSync(at('tool.ts'), Buffer.from([0x61, 0xff, 0xfe]))],
    ['no tool', () => rmSync(at('tool.ts'))],
    ['no unit suite', () => rmSync(at('tests', 'unit.test.ts'))],
    ['no spec', () => rmSync(at('spec.json'))],
    ['a tool in the wrong language beside the right one', () => writeFileSync(at('tool.py'), '')],
  ];
  it.each(hostile)('is refused with CANDIDATE_INVALID: %s', async (_name, spoil) => {
    spoil();
    const error: unknown = await readCandidate(directory).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'PipelineError', code: 'CANDIDATE_INVALID' });
    // One printable line, whatever the names were.
    expect(Reflect.get(Object(error), 'message')).toMatch(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u);
  });

  it.each([
    ['broken JSON', '{"specVersion": 1,'],
    ['JSON that is no object', '[]'],
    ['an unknown key', JSON.stringify({ specVersion: 1, extra: true })],
    ['deeply nested JSON', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('is refused with SPEC_INVALID: %s', async (_name, text) => {
    writeFileSync(at('spec.json'), text);
    await expect(readCandidate(directory)).rejects.toMatchObject({ code: 'SPEC_INVALID' });
  });

  it('is refused when it does not exist, is a file, or is a link to a candidate', async () => {
    await expect(readCandidate(at('nothing'))).rejects.toMatchObject({ code: 'CANDIDATE_INVALID' });
    await expect(readCandidate(at('tool.ts'))).rejects.toMatchObject({ code: 'CANDIDATE_INVALID' });
    symlinkSync(join(fixtureDirectory, 'honest'), at('link'));
    await expect(readCandidate(at('link'))).rejects.toMatchObject({ code: 'CANDIDATE_INVALID' });
  });

  it('takes a hard link for the plain file that it is', async () => {
    rmSync(at('tool.ts'));
    writeFileSync(`${directory}.tool.ts`, 'export {};\n');
    linkSync(`${directory}.tool.ts`, at('tool.ts'));
    rmSync(`${directory}.tool.ts`);
    expect((await readCandidate(directory)).files['tool.ts']).toBe('export {};\n');
  });
});
