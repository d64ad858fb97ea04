import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { substituteTask, taskVariable } from '../../../src/core/task-token/substitute-task.ts';

/** Each template hands the task text to `./worker` as its last argument or on standard input, in one quoting position. */
const argumentTemplates = {
  unquoted: './worker {task}',
  'double-quoted': './worker "{task}"',
  'single-quoted': "./worker '{task}'",
  'beside other text': './worker pre"x y"{task}\'z\'',
  'in an assignment': 'T={task} ; ./worker "$T"',
  'in $( )': 'T="$(printf "%s." {task})"; ./worker "${T%.}"',
  'in double quotes in $( )': 'T="$(printf "%s." "{task}")"; ./worker "${T%.}"',
  'in single quotes in $( )': "T=$(printf '%s.' '{task}'); ./worker \"${T%.}\"",
  'in backticks': 'T=`printf "%s." {task}`; ./worker "${T%.}"',
  'in a loop and a condition': 'for i in 1; do if true; then ./worker {task}; fi; done',
  'behind awk braces and a comment': "echo a | awk '{print $1}' >/dev/null # it's {task}\n./worker {task}",
  'as a positional of sh -c': `sh -c './worker "$1"' sh {task}`,
} as const;
const standardInputTemplates = {
  'in a here-document': './worker - <<END\n{task}\nEND\n',
  'in a here-document with tabs': './worker - <<-END\n\t{task}\n\tEND\n',
} as const;

const nasty = [
  'plain',
  '',
  "it's",
  '"quoted"',
  'x"; touch PWNED; echo "',
  "x'; touch PWNED; echo '",
  '$(touch PWNED)',
  '`touch PWNED`',
  '; touch PWNED #',
  '| touch PWNED',
  '&& touch PWNED',
  '\n touch PWNED\n',
  'END\ntouch PWNED\n',
  '${IFS}$HOME$(id)',
  '\\',
  '\\"; touch PWNED; \\"',
  '* ? [a-z] ~',
  '-n -e --help',
  '{task} {task}',
  '%s %n \t tab',
  '!! !$',
  'grüße 😀 \u0001\u007f',
  '> PWNED',
  '<<END',
];

const pieces = fc.constantFrom(
  ...nasty,
  '"',
  "'",
  '`',
  '$',
  '(',
  ')',
  '\\',
  '\n',
  ' ',
  ';',
  '|',
  '&',
  '>',
  '#',
  '{',
  '}',
  'END',
  'é',
);
const taskText = fc.oneof(
  fc.constantFrom(...nasty),
  fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => text.isWellFormed() && !text.includes('\0')),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'machinist-token-'));
  const worker = join(folder, 'worker');
  writeFileSync(
    worker,
    '#!/bin/sh\nif [ "$1" = - ]; then cat > received; else for last; do :; done; printf %s "$last" > received; fi\n',
  );
  chmodSync(worker, 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function runScript(shell: string, script: string, text: string): string {
  rmSync(join(folder, 'received'), { force: true });
  spawnSync(shell, ['-c', script], {
    cwd: folder,
    env: { PATH: process.env['PATH'], [taskVariable]: text },
    stdio: 'ignore',
  });
  const received = join(folder, 'received');
  return existsSync(received) ? readFileSync(received, 'utf8') : '(nothing)';
}

const shells = ['sh', ...['bash', 'dash'].filter((shell) => spawnSync(shell, ['-c', 'exit 0']).status === 0)];
const strayFiles = (): string[] => readdirSync(folder).filter((name) => name !== 'worker' && name !== 'received');

describe.each(shells)('a substituted command run by %s', (shell) => {
  it.each(Object.entries(argumentTemplates))(
    'hands over exactly the text %s and runs nothing of it',
    (position, template) => {
      const wrap = (text: string): string => (position === 'beside other text' ? `prex y${text}z` : text);
      const script = substituteTask(template);
      fc.assert(
        fc.property(taskText, (text) => {
          expect(runScript(shell, script, text)).toBe(wrap(text));
          expect(strayFiles()).toEqual([]);
        }),
        { numRuns: 25, examples: nasty.map((text) => [text]) },
      );
    },
    120_000,
  );

  it.each(Object.entries(standardInputTemplates))(
    'hands over exactly the text %s and runs nothing of it',
    (_position, template) => {
      const script = substituteTask(template);
      fc.assert(
        fc.property(taskText, (text) => {
          expect(runScript(shell, script, text)).toBe(`${text}\n`);
          expect(strayFiles()).toEqual([]);
        }),
        { numRuns: 25, examples: nasty.map((text) => [text]) },
      );
    },
    120_000,
  );
});

describe('a command put together at random', () => {
  const syntax = [
    'echo ',
    ' ',
    '"',
    "'",
    '$(',
    ')',
    '`',
    '\\',
    '\n',
    ';',
    ' # ',
    ' <<END\n',
    '\nEND\n',
    'a',
    '$((',
    '))',
  ];
  const words = [
    '${x:-',
    '}',
    ' case x in x) ',
    ' esac',
    '| ',
    '&& ',
    'sh -c ',
    'bash -c ',
    'eval ',
    'x=',
    '$x',
    '$',
    '(',
    '{ ',
  ];
  const token = Array.from({ length: 12 }, () => '{task}');
  const fragment = fc.constantFrom(...syntax, ...words, ' }', '[[ ', ' -eq ', ...token);
  it.each(shells)(
    'is refused, or runs nothing of the text, in %s',
    (shell) => {
      let accepted = 0;
      fc.assert(
        fc.property(
          fc.array(fragment, { minLength: 2, maxLength: 10 }),
          fc.constantFrom(...nasty, 'a[$(touch PWNED)]'),
          (parts, text) => {
            let script: string;
            try {
              script = substituteTask(`echo ${parts.join('')}`);
            } catch {
              return;
            }
            accepted += 1;
            runScript(shell, script, text);
            expect(strayFiles()).toEqual([]);
          },
        ),
        { numRuns: 1000 },
      );
      expect(accepted).toBeGreaterThan(30);
    },
    120_000,
  );
});

describe('negative control', () => {
  it.each([
    ['double-quoted', './worker "{task}"', 'x"; touch PWNED; echo "'],
    ['single-quoted', "./worker '{task}'", "x'; touch PWNED; echo '"],
    ['unquoted', './worker {task}', '; touch PWNED #'],
    ['in a here-document', './worker - <<END\n{task}\nEND\n', 'END\ntouch PWNED\n'],
  ])('putting the text itself into the script runs it, %s', (_position, template, text) => {
    runScript(
      'sh',
      template.replaceAll('{task}', () => text),
      text,
    );
    expect(strayFiles()).toEqual(['PWNED']);
    rmSync(join(folder, 'PWNED'));
  });
});
