import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStandInServer } from '@machinist/llm-client/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectRefusal, type Refusal } from './bad-input.ts';
import { copyCandidate } from './candidates.ts';
import { closedPort, linesOf, machinist, temporaryFolder } from './machinist.ts';

const usage = (says: string | RegExp): Refusal => ({ exitCode: 64, code: 'USAGE', says });
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
    ['nobody there to ask', [], { exitCode: 64, code: 'NOT_INTERACTIVE', says: 'nobody is there to ask' }],
    [
      'drive init with nobody there',
      ['drive', 'init', 'x.json', '--goal', 'x'],
      { exitCode: 64, code: 'NOT_INTERACTIVE', says: '--repo is missing' },
    ],
    [
      'a demo folder that is a file',
      ['demo', '--out', '/dev/null'],
      { exitCode: 64, code: 'FILE_UNUSABLE', says: 'cannot make the folder /dev/null' },
    ],
  ])('%s is refused in one line', async (_what, argv, refusal) => {
    await expectRefusal(argv, { cwd: temporaryFolder() }, refusal);
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
  const invalid = (says: string | RegExp): Refusal => ({ exitCode: 64, code: 'GOAL_INVALID', says });

  it.each<[string, string, Refusal]>([
    ['is not JSON', '{"goal": ', invalid('the goal file is not JSON')],
    [
      'has an unknown key in its budget',
      JSON.stringify({ ...goal, budget: { max_worker_run: 1 } }),
      invalid('budget: unknown "max_worker_run" (did you mean "max_worker_runs"?)'),
    ],
    [
      'has an unknown key in its contract',
      JSON.stringify({ ...goal, contract: { autonomy_ceilling: 1 } }),
      invalid('contract: unknown "autonomy_ceilling" (did you mean "autonomy_ceiling"?)'),
    ],
    [
      'has a key with an escape sequence in its budget',
      JSON.stringify({ ...goal, budget: { [escapes]: 1 } }),
      invalid(/budget: unknown "a\\u001b\[31m/),
    ],
    [
      'is of a later schema',
      JSON.stringify({ schema: 2, ...goal }),
      { exitCode: 64, code: 'GOAL_SCHEMA_UNSUPPORTED', says: '"schema": 2' },
    ],
  ])('%s: one line, 64', async (_what, text, refusal) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'goal.json'), text);
    await expectRefusal(['drive', 'goal.json'], { cwd }, refusal);
  });

  it.each(['none.json', '.', `none${escapes}`])('%j is no file: one line, 64', async (path) => {
    const refusal = { exitCode: 64, code: 'GOAL_UNREADABLE', says: 'cannot be read' };
    await expectRefusal(['drive', path], { cwd: temporaryFolder() }, refusal);
  });
});

describe('a folder that is no candidate', () => {
  const invalid = (says: string | RegExp): Refusal => ({ exitCode: 64, code: 'CANDIDATE_INVALID', says });

  it.each<[string, (folder: string) => void, Refusal]>([
    ['is missing', () => undefined, invalid('cannot be read')],
    ['is empty', (folder) => mkdirSync(folder), invalid('spec.json is missing')],
    ['is a file', (folder) => writeFileSync(folder, ''), invalid('is not a folder')],
    ['is a link', (folder) => symlinkSync('/etc', folder), invalid('is not a folder')],
    [
      'holds a hostile file name',
      (folder) => {
        copyCandidate('honest', folder, '.');
        writeFileSync(join(folder, escapes), '');
      },
      invalid(/is not a file of a candidate/),
    ],
    [
      'holds a link in place of its tool',
      (folder) => {
        mkdirSync(folder);
        symlinkSync('/etc/passwd', join(folder, 'tool.ts'));
      },
      invalid('tool.ts is not a plain file'),
    ],
    [
      'holds a broken spec',
      (folder) => {
        copyCandidate('honest', folder, '.');
        writeFileSync(join(folder, 'spec.json'), '{');
      },
      { exitCode: 64, code: 'SPEC_INVALID', says: 'spec.json' },
    ],
    [
      'holds a spec whose name is an escape sequence',
      (folder) => {
        copyCandidate('honest', folder, '.');
        writeFileSync(join(folder, 'spec.json'), JSON.stringify({ specVersion: 1, name: escapes, [escapes]: 1 }));
      },
      { exitCode: 64, code: 'SPEC_INVALID', says: 'spec.json' },
    ],
  ])('%s: one line, 64', async (_what, layOut, refusal) => {
    const cwd = temporaryFolder();
    layOut(join(cwd, 'candidate'));
    await expectRefusal(['check', 'candidate'], { cwd }, refusal);
  });

  it('is not readable: one line, 64 (a tool file that is a folder stands in when root runs the tests)', async () => {
    const cwd = temporaryFolder();
    const folder = copyCandidate('honest', cwd);
    chmodSync(join(folder, 'tool.ts'), 0);
    if (process.getuid?.() === 0) symlinkSync('/proc/1/mem', join(folder, 'unreadable'));
    await expectRefusal(['check', folder], { cwd }, invalid(/cannot be read|is not a file of a candidate/));
  });
});

describe('a missing service', () => {
  it('no Ollama server: one line that says what was tried and what to do, 69', async () => {
    const cwd = temporaryFolder();
    const says = new RegExp(`answers at ${closedPort} .*from OLLAMA_HOST.*--model sample:slugify`);
    await expectRefusal(['forge', 'x'], { cwd }, { exitCode: 69, code: 'UNAVAILABLE', says });
  });

  it('an Ollama address that is none: one line, 64', async () => {
    const options = { cwd: temporaryFolder(), env: { OLLAMA_HOST: 'ftp://x' } };
    await expectRefusal(['forge', 'x'], options, { exitCode: 64, code: 'HOST_INVALID', says: 'http or https' });
  });

  it('a model that the server does not have: one line that says how to get it, 69', async () => {
    const server = await startStandInServer({ models: [{ name: 'llama3.2:latest' }] });
    onTestFinished(() => server.close());
    const options = { cwd: temporaryFolder(), env: { OLLAMA_HOST: server.url } };
    await expectRefusal(['forge', 'x', '--model', 'nope:1b'], options, {
      exitCode: 69,
      code: 'MODEL_MISSING',
      says: 'ollama pull nope:1b',
    });
    expect(server.chats()).toStrictEqual([]);
  });

  it('no Bubblewrap: one line that says how to install it, 69, and nothing runs outside a sandbox', async () => {
    const cwd = temporaryFolder();
    const folder = copyCandidate('honest', cwd);
    mkdirSync(join(cwd, 'programs'));
    const options = { cwd, env: { PATH: join(cwd, 'programs') } };
    const refusal = { exitCode: 69, code: 'SANDBOX_UNAVAILABLE', says: 'apt-get install bubblewrap' };
    await expectRefusal(['check', folder], options, refusal);
    await expectRefusal(['promote', folder], options, refusal);
    await expectRefusal(['sandbox', 'run', '--', 'true'], options, refusal);
    await expectRefusal(['forge', '--model', 'sample:slugify', '--yes'], options, refusal);
    const probe = await machinist(['sandbox', 'probe'], options);
    expect([probe.exitCode, probe.stderr]).toStrictEqual([69, '']);
    expect(probe.stdout).toContain('nothing would be run');
  });
});

describe('a name that means nothing', () => {
  it.each<[string[], Refusal]>([
    [
      ['forge', '--model', 'sample:nope'],
      { exitCode: 64, code: 'SAMPLE_UNKNOWN', says: 'Bundled: sample:parse-duration, sample:slugify' },
    ],
    [
      ['forge', '--model', `sample:${escapes}`],
      { exitCode: 64, code: 'SAMPLE_UNKNOWN', says: 'a\\u001b[31m\\u000ab\\u202e' },
    ],
    [['registry', 'show', 'nope'], { exitCode: 64, code: 'TOOL_NOT_FOUND', says: 'No tool "nope"' }],
    [['registry', 'run', 'nope'], { exitCode: 64, code: 'TOOL_NOT_FOUND', says: 'No tool "nope"' }],
    [['registry', 'show', '../x'], { exitCode: 64, code: 'INVALID_TOOL_ID', says: 'is no tool id' }],
    [['registry', 'verify', escapes], { exitCode: 64, code: 'INVALID_TOOL_ID', says: 'is no tool id' }],
    [['registry', 'run', 'nope', '[1]'], usage('must be one JSON object')],
    [['registry', 'run', 'nope', escapes], usage('not valid JSON: a\\u001b[31m')],
    [
      ['--registry', '/dev/null', 'registry', 'list'],
      { exitCode: 64, code: 'NOT_A_REGISTRY', says: 'is no directory' },
    ],
    [['check', '.', '--policy', 'nope'], { exitCode: 64, code: 'FILE_UNUSABLE', says: '--policy nope' }],
    [
      ['sandbox', 'run', '--policy', 'nope', '--', 'true'],
      { exitCode: 64, code: 'FILE_UNUSABLE', says: '--policy nope' },
    ],
    [
      ['forge', '--model', 'sample:slugify', '--out', '.'],
      { exitCode: 64, code: 'FILE_UNUSABLE', says: 'exists already' },
    ],
  ])('%j is refused in one line', async (argv, refusal) => {
    const cwd = temporaryFolder();
    if (argv[0] === 'check') copyCandidate('honest', cwd, '.');
    await expectRefusal(argv, { cwd }, refusal);
  });

  it('a signing key that is not there stops a promotion before the gate', async () => {
    const cwd = temporaryFolder();
    const folder = copyCandidate('honest', cwd);
    const refusal = { exitCode: 64, code: 'FILE_UNREADABLE', says: 'nokey.json cannot be read' };
    await expectRefusal(['promote', folder, '--key', 'nokey.json'], { cwd }, refusal);
    await expectRefusal(['promote', folder], { cwd, env: { MACHINIST_KEY: 'nokey.json' } }, refusal);
  });
});
