import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStandInServer } from '@machinist/llm-client/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { refusalOf, refused, type Refusal } from './bad-input.ts';
import { copyCandidate } from './candidates.ts';
import { closedPort, linesOf, machinist, temporaryFolder } from './machinist.ts';

const usage = (says: string | RegExp): Refusal => refused(64, 'USAGE', says);
const invalidGoal = (says: string | RegExp): Refusal => refused(64, 'GOAL_INVALID', says);
const invalidCandidate = (says: string | RegExp): Refusal => refused(64, 'CANDIDATE_INVALID', says);
const escapes = 'a\u001b[31m\nb\u202e';

describe('a refusal for people', () => {
  it('leaves stdout empty and says one line on stderr', async () => {
    const { exitCode, stdout, stderr } = await machinist(['drive', 'none.json'], { cwd: temporaryFolder() });
    expect([exitCode, stdout]).toStrictEqual([64, '']);
    expect(linesOf(stderr)).toHaveLength(1);
  });
});

describe('a command line that makes no sense', () => {
  it.each<[string, string[], Refusal]>([
    ['a misspelt command', ['forg', 'x'], usage("unknown command 'forg' (Did you mean forge?)")],
    ['a misspelt verb', ['registry', 'lst'], usage('Did you mean list?')],
    ['a misspelt option', ['forge', '--modl', 'x'], usage('Did you mean --model?')],
    ['an unknown command', [`x${escapes}`], usage("unknown command 'xa\\u001b[31m b\\u202e'")],
    ['a group without a verb', ['registry'], usage('registry needs one of: list, show, verify, run')],
    ['a missing argument', ['check'], usage("missing required argument 'directory'")],
    ['an argument too many', ['registry', 'list', 'x'], usage('Expected 0 arguments but got 1: x')],
    ['an option without its value', ['forge', 'x', '--model'], usage("option '--model <name>' argument missing")],
    ['an unknown language', ['forge', 'x', '--lang', 'cobol'], usage('--lang cobol: choose ts or py')],
    ['drive without a goal file', ['drive'], usage('drive needs a goal file')],
    ['a reason without words', ['promote', '.', '--accept-deferred', ' '], usage('--accept-deferred needs a reason')],
    ['sandbox run without a command', ['sandbox', 'run'], usage("missing required argument 'command'")],
    ['nobody there to ask', [], refused(64, 'NOT_INTERACTIVE', 'nobody is there to ask')],
    [
      'drive init with nobody there',
      ['drive', 'init', 'x.json', '--goal', 'x'],
      refused(64, 'NOT_INTERACTIVE', '--repo is missing'),
    ],
    [
      'a demo folder that is a file',
      ['demo', '--out', '/dev/null'],
      refused(64, 'FILE_UNUSABLE', 'cannot make the folder /dev/null'),
    ],
  ])('%s is refused in one line', async (_what, argv, refusal) => {
    expect(await refusalOf(argv, { cwd: temporaryFolder() })).toStrictEqual(refusal);
  });

  it('is not one that asks for Python where there is none; the refusal names the way out', async () => {
    const env = { MACHINIST_PYTHON: '/nowhere/python3' };
    expect(await refusalOf(['forge', 'x', '--lang', 'py'], { cwd: temporaryFolder(), env })).toStrictEqual(
      refused(69, 'TOOLCHAIN_MISSING', /\/nowhere\/python3 does not run; .* MACHINIST_PYTHON/),
    );
  });

  it('is not what --help, --version and an end of the reader are', async () => {
    const cwd = temporaryFolder();
    const help = await machinist(['registry', '--help'], { cwd });
    expect([help.exitCode, help.stderr]).toStrictEqual([0, '']);
    expect(help.stdout).toContain('Usage: machinist registry');
    expect((await machinist(['--version'], { cwd })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a goal file that cannot be driven', () => {
  const goal = { repo: '.', worker_cmd: 'true', verify_cmd: 'true', tasks: [{ id: 't1', goal: 'x' }] };
  it.each<[string, string, Refusal]>([
    ['is not JSON', '{"goal": ', invalidGoal('the goal file is not JSON')],
    [
      'has an unknown key in its budget',
      JSON.stringify({ ...goal, budget: { max_worker_run: 1 } }),
      invalidGoal('budget: unknown "max_worker_run" (did you mean "max_worker_runs"?)'),
    ],
    [
      'has an unknown key in its contract',
      JSON.stringify({ ...goal, contract: { autonomy_ceilling: 1 } }),
      invalidGoal('contract: unknown "autonomy_ceilling" (did you mean "autonomy_ceiling"?)'),
    ],
    [
      'has a key with an escape sequence in its budget',
      JSON.stringify({ ...goal, budget: { [escapes]: 1 } }),
      invalidGoal(/budget: unknown "a\\u001b\[31m/),
    ],
    [
      'is of a later schema',
      JSON.stringify({ schema: 3, ...goal }),
      refused(64, 'GOAL_SCHEMA_UNSUPPORTED', '"schema": 3'),
    ],
  ])('%s: one line, 64', async (_what, text, refusal) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'goal.json'), text);
    expect(await refusalOf(['drive', 'goal.json'], { cwd })).toStrictEqual(refusal);
  });

  it.each(['none.json', '.', `none${escapes}`])('%j is no file: one line, 64', async (path) => {
    const refusal = refused(64, 'GOAL_UNREADABLE', 'cannot be read');
    expect(await refusalOf(['drive', path], { cwd: temporaryFolder() })).toStrictEqual(refusal);
  });
});

describe('a folder that is no candidate', () => {
  it.each<[string, (folder: string) => void, Refusal]>([
    ['is missing', () => undefined, invalidCandidate('cannot be read')],
    ['is empty', (folder) => mkdirSync(folder), invalidCandidate('spec.json is missing')],
    ['is a file', (folder) => writeFileSync(folder, ''), invalidCandidate('is not a folder')],
    ['is a link', (folder) => symlinkSync('/etc', folder), invalidCandidate('is not a folder')],
    [
      'holds a hostile file name',
      (folder) => {
        copyCandidate('honest', folder, '.');
        writeFileSync(join(folder, escapes), '');
      },
      invalidCandidate(/is not a file of a candidate/),
    ],
    [
      'holds a link in place of its tool',
      (folder) => {
        mkdirSync(folder);
        symlinkSync('/etc/passwd', join(folder, 'tool.ts'));
      },
      invalidCandidate('tool.ts is not a plain file'),
    ],
    [
      'holds a broken spec',
      (folder) => {
        copyCandidate('honest', folder, '.');
        writeFileSync(join(folder, 'spec.json'), '{');
      },
      refused(64, 'SPEC_INVALID', 'spec.json'),
    ],
    [
      'holds a spec whose name is an escape sequence',
      (folder) => {
        copyCandidate('honest', folder, '.');
        writeFileSync(join(folder, 'spec.json'), JSON.stringify({ specVersion: 1, name: escapes, [escapes]: 1 }));
      },
      refused(64, 'SPEC_INVALID', 'spec.json'),
    ],
  ])('%s: one line, 64', async (_what, layOut, refusal) => {
    const cwd = temporaryFolder();
    layOut(join(cwd, 'candidate'));
    expect(await refusalOf(['check', 'candidate'], { cwd })).toStrictEqual(refusal);
  });

  it.each(['x'.repeat(300), 'candidate/spec.json/below', escapes])(
    'cannot be read under the name %j: one line, 64, for root too',
    async (path) => {
      const cwd = temporaryFolder();
      copyCandidate('honest', cwd);
      expect(await refusalOf(['check', path], { cwd })).toStrictEqual(invalidCandidate('cannot be read'));
    },
  );
});

describe('a missing service', () => {
  it('no Ollama server: one line that says what was tried and what to do, 69', async () => {
    const cwd = temporaryFolder();
    const says = new RegExp(`answers at ${closedPort} .*from OLLAMA_HOST.*--model sample:slugify`);
    expect(await refusalOf(['forge', 'x'], { cwd })).toStrictEqual(refused(69, 'UNAVAILABLE', says));
  });

  it('an Ollama address that is none: one line, 64', async () => {
    const options = { cwd: temporaryFolder(), env: { OLLAMA_HOST: 'ftp://x' } };
    expect(await refusalOf(['forge', 'x'], options)).toStrictEqual(refused(64, 'HOST_INVALID', 'http or https'));
  });

  it('a model that the server does not have: one line that says how to get it, 69', async () => {
    const server = await startStandInServer({ models: [{ name: 'llama3.2:latest' }] });
    onTestFinished(() => server.close());
    const options = { cwd: temporaryFolder(), env: { OLLAMA_HOST: server.url } };
    expect(await refusalOf(['forge', 'x', '--model', 'nope:1b'], options)).toStrictEqual(
      refused(69, 'MODEL_MISSING', 'ollama pull nope:1b'),
    );
    expect(server.chats()).toStrictEqual([]);
  });

  it('no Bubblewrap: one line that says how to install it, 69, and nothing runs outside a sandbox', async () => {
    const cwd = temporaryFolder();
    const folder = copyCandidate('honest', cwd);
    mkdirSync(join(cwd, 'programs'));
    const options = { cwd, env: { PATH: join(cwd, 'programs') } };
    const refusal = refused(69, 'SANDBOX_UNAVAILABLE', 'apt-get install bubblewrap');
    expect(await refusalOf(['check', folder], options)).toStrictEqual(refusal);
    expect(await refusalOf(['promote', folder], options)).toStrictEqual(refusal);
    expect(await refusalOf(['sandbox', 'run', '--', 'true'], options)).toStrictEqual(refusal);
    expect(await refusalOf(['forge', '--model', 'sample:slugify'], options)).toStrictEqual(refusal);
    const probe = await machinist(['sandbox', 'probe'], options);
    expect([probe.exitCode, probe.stderr]).toStrictEqual([69, '']);
    expect(probe.stdout).toContain('nothing would be run');
  });
});

describe('a name that means nothing', () => {
  it.each<[string[], Refusal]>([
    [
      ['forge', '--model', 'sample:nope'],
      refused(64, 'SAMPLE_UNKNOWN', 'Bundled: sample:parse-duration, sample:slugify'),
    ],
    [['forge', '--model', `sample:${escapes}`], refused(64, 'SAMPLE_UNKNOWN', 'a\\u001b[31m\\u000ab\\u202e')],
    [['registry', 'show', 'nope'], refused(64, 'TOOL_NOT_FOUND', 'No tool "nope"')],
    [['registry', 'run', 'nope'], refused(64, 'TOOL_NOT_FOUND', 'No tool "nope"')],
    [['registry', 'show', '../x'], refused(64, 'INVALID_TOOL_ID', 'is no tool id')],
    [['registry', 'verify', escapes], refused(64, 'INVALID_TOOL_ID', 'is no tool id')],
    [['registry', 'run', 'nope', '[1]'], usage('must be one JSON object')],
    [['registry', 'run', 'nope', escapes], usage('not valid JSON: a\\u001b[31m')],
    [['--registry', '/dev/null', 'registry', 'list'], refused(64, 'NOT_A_REGISTRY', 'is no directory')],
    [['check', '.', '--policy', 'nope'], refused(64, 'FILE_UNUSABLE', '--policy nope')],
    [['sandbox', 'run', '--policy', 'nope', '--', 'true'], refused(64, 'FILE_UNUSABLE', '--policy nope')],
    [['forge', '--model', 'sample:slugify', '--out', '.'], refused(64, 'FILE_UNUSABLE', 'exists already')],
  ])('%j is refused in one line', async (argv, refusal) => {
    const cwd = temporaryFolder();
    if (argv[0] === 'check') copyCandidate('honest', cwd, '.');
    expect(await refusalOf(argv, { cwd })).toStrictEqual(refusal);
  });

  it('a signing key that is not there stops a promotion before the gate', async () => {
    const cwd = temporaryFolder();
    const folder = copyCandidate('honest', cwd);
    const refusal = refused(64, 'FILE_UNREADABLE', 'nokey.json cannot be read');
    expect(await refusalOf(['promote', folder, '--key', 'nokey.json'], { cwd })).toStrictEqual(refusal);
    expect(await refusalOf(['promote', folder], { cwd, env: { MACHINIST_KEY: 'nokey.json' } })).toStrictEqual(refusal);
  });
});
