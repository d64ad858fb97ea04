import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSandbox } from '../../src/core/compile-sandbox.ts';
import { insidePathProblem } from '../../src/core/inside-path.ts';
import { readOptions } from './bwrap-grammar.ts';
import { sampleInput } from './sample-input.ts';

const hostileText = fc.oneof(
  fc.constantFrom('--bind', '--', '--share-net', '-', '--args', '0', '--ro-bind', '--cap-add', ''),
  fc.string({ maxLength: 20 }).filter((text) => !text.includes('\0')),
);
const insidePath = hostileText.map((text) => `/job/${text}`).filter((path) => insidePathProblem(path) === null);
const environment = fc.dictionary(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/), hostileText, { maxKeys: 4 });

describe('compileSandbox with hostile text everywhere', () => {
  it('never lets untrusted text become an option: the option words depend on counts alone', () => {
    fc.assert(
      fc.property(
        fc.array(hostileText, { minLength: 1, maxLength: 4 }),
        environment,
        fc.uniqueArray(insidePath, { maxLength: 4 }),
        hostileText,
        (command, env, places, cwd) => {
          const compile = (text: (original: string, index: number) => string): readonly string[] =>
            readOptions(
              compileSandbox(
                sampleInput(
                  {
                    env: Object.fromEntries(
                      Object.entries(env).map(([name, value], index) => [name, text(value, index)]),
                    ),
                    cwd: `/${cwd}`,
                  },
                  {
                    command,
                    mounts: places.slice(0, 2).map((to) => ({ from: `/${text(to, 0)}`, to, delivery: 'bind' })),
                    files: places.slice(2).map((to, index) => ({ to, content: text(to, index) })),
                  },
                ),
              ).options,
            ).map(({ option }) => option);
          expect(compile((original) => original)).toEqual(compile((_original, index) => `harmless${index}`));
        },
      ),
    );
  });

  it('puts the command behind the last "--", word for word', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 5 }), (command) => {
        const { argv } = compileSandbox(sampleInput({}, { command }));
        const head = argv.slice(0, argv.length - command.length);
        expect(argv.slice(head.length)).toEqual(command);
        expect(head.at(-1)).toBe('--');
        expect(head).toHaveLength(8);
      }),
    );
  });

  it('gives the payload exactly the defaults and what the policy names, nothing of the harness', () => {
    fc.assert(
      fc.property(environment, (env) => {
        const compiled = compileSandbox(sampleInput({ env }));
        expect(compiled.env).toEqual({
          PATH: '/usr/local/bin:/usr/bin:/bin',
          HOME: '/tmp',
          LANG: 'C.UTF-8',
          TZ: 'UTC',
          ...env,
        });
        const set = readOptions(compiled.options).filter(({ option }) => option === '--setenv');
        expect(Object.fromEntries(set.map(({ operands }) => operands))).toEqual(compiled.env);
      }),
    );
  });
});
