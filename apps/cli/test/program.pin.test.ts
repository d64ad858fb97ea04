import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/program.ts';

const { program } = createProgram([]);

function surface(command: Command, path: string): Record<string, string[]> {
  const takes = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const own = { [path]: [...takes, ...command.options.map(({ flags }) => flags)] };
  return command.commands.reduce((all, each) => ({ ...all, ...surface(each, `${path} ${each.name()}`) }), own);
}

const operatorFlags = ['--reason <text>', '--actor <name>', '--key <file>', '--operator-dir <directory>'];

describe('the command line', () => {
  it('has these commands, arguments and options and no others', () => {
    expect(surface(program, 'machinist')).toStrictEqual({
      machinist: ['-V, --version', '--json', '--quiet', '--no-color', '--registry <directory>'],
      'machinist forge': [
        '[goal]',
        '--model <name>',
        '--lang <language>',
        '--yes',
        '--out <directory>',
        '--policy <name>',
        '--key <file>',
      ],
      'machinist check': ['<directory>', '--policy <name>', '--report <file>', '--html <file>'],
      'machinist promote': ['<directory>', '--policy <name>', '--accept-deferred <why>', '--key <file>'],
      'machinist registry': [],
      'machinist registry list': [],
      'machinist registry show': ['<tool>', '[version]', '--evidence'],
      'machinist registry verify': ['[tool]'],
      'machinist registry run': ['<tool>', '[arguments]'],
      'machinist sandbox': [],
      'machinist sandbox run': ['<command...>', '--policy <file>', '--out <dir>'],
      'machinist sandbox probe': [],
      'machinist drive': ['[goal]', '--operator-key <file>', '--log <directory>', '--log-key <file>'],
      'machinist drive init': [
        '[file]',
        '--goal <text>',
        '--repo <directory>',
        '--worker <command>',
        '--verify <command>',
        '--task <text...>',
      ],
      'machinist drive status': ['<goal>', '--watch'],
      'machinist drive pause': ['<goal>', ...operatorFlags],
      'machinist drive halt': ['<goal>', ...operatorFlags],
      'machinist drive resume': ['<goal>', ...operatorFlags, '--accept-loss'],
      'machinist drive dial': ['<level>', '<goal>', ...operatorFlags],
      'machinist drive approve': ['<task>', '<goal>', ...operatorFlags, '--for <time>'],
      'machinist drive ack': ['<alert>', '<goal>', ...operatorFlags],
      'machinist drive revoke': ['<goal>', ...operatorFlags],
      'machinist drive watch': ['<goal>', '--once', '--manifest'],
      'machinist drive explain': ['<task>', '<goal>'],
      'machinist drive receipts': [
        '<goal>',
        '--event <name...>',
        '--all',
        '--contract <digest>',
        '--actor <name>',
        '--task <task>',
        '--since <time>',
        '--until <time>',
      ],
      'machinist drive ratify': ['<goal>', '--key <file>', '--for <time>', '--task <id...>', '--revoke'],
      'machinist drive verify-log': ['<goal>', '--key <file>', '--open'],
      'machinist doctor': [],
      'machinist demo': ['--out <directory>'],
    });
  });

  it('takes by default the strict policy, a registry beside the caller and the suggested model', () => {
    const defaults = program.commands.flatMap((command) =>
      command.options.filter(({ defaultValue }) => defaultValue !== undefined),
    );
    expect(defaults.map(({ long, defaultValue }) => [long, defaultValue])).toStrictEqual([
      ['--model', 'qwen2.5-coder:3b'],
      ['--policy', 'standard'],
      ['--policy', 'standard'],
      ['--report', 'report.json'],
      ['--policy', 'standard'],
      ['--out', 'demo'],
    ]);
    expect(program.getOptionValue('registry')).toBe('registry');
  });

  it('is never told to a user with a command that does not exist', () => {
    const known = new Set([...program.commands.map((command) => command.name()), 'aar']);
    const verbs: Readonly<Record<string, readonly string[]>> = Object.fromEntries([
      ...program.commands.map((command) => [command.name(), command.commands.map((each) => each.name())] as const),
      ['aar', ['keygen', 'sign', 'verify', 'chain', 'log', 'export']],
    ]);
    const told = textsForUsers().flatMap(({ file, text }) =>
      [...text.matchAll(/machinist (?:--\S+ )*([a-z]+)(?: ([a-z][a-z-]*)(?![\w./-]))?/g)].map((match) => ({
        file,
        match,
      })),
    );
    const wrong = told.filter(({ match: [, command = '', verb] }) => {
      if (!known.has(command)) return true;
      const own = verbs[command] ?? [];
      return own.length > 0 && verb !== undefined && !own.includes(verb);
    });
    expect(told.length).toBeGreaterThan(20);
    expect(wrong.map(({ file, match }) => `${file}: ${match[0]}`)).toStrictEqual([]);
  });
});

/** The README's code spans and blocks, and the strings of the source. */
function textsForUsers(): { readonly file: string; readonly text: string }[] {
  const source = fileURLToPath(new URL('../src/', import.meta.url));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const spans = [...readme.matchAll(/`[^`]+`/g)].map(([span]) => span);
  return [
    { file: 'README.md', text: spans.join('\n') },
    ...files.map((file) => ({
      file,
      text: readFileSync(join(source, file), 'utf8').replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, ''),
    })),
  ];
}
