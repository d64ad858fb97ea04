import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { childEnvironment, programArguments } from './machinist.ts';

/** A command of a `console` block of the README with the output shown below it. */
export interface ShownCommand {
  readonly command: string;
  readonly output: string;
}

/** The commands of all `console` blocks, in order; a line that starts with `> ` goes on with the one above. */
export function shownCommands(readme: string): ShownCommand[] {
  return [...readme.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .filter((part) => part !== '')
      .map((part) => {
        const lines = part.split('\n');
        const rest = lines.slice(1).findIndex((line) => !line.startsWith('> ')) + 1;
        const command = [lines[0], ...lines.slice(1, rest).map((line) => line.slice(2))].join('\n');
        return { command, output: lines.slice(rest).join('\n') };
      }),
  );
}

/** Runs shell commands one after the other in `folder`, with `machinist` and the stand-ins on the PATH; gives all that each wrote. */
export async function runShown(
  commands: readonly ShownCommand[],
  folder: string,
  standIns: readonly string[] = [],
): Promise<string[]> {
  const programs = join(folder, 'programs');
  const work = join(folder, 'tools');
  mkdirSync(programs);
  mkdirSync(work);
  const node = [process.execPath, ...programArguments].map((word) => `'${word}'`).join(' ');
  writeFileSync(join(programs, 'machinist'), `#!/bin/sh\nexec ${node} "$@"\n`);
  chmodSync(join(programs, 'machinist'), 0o755);
  for (const file of standIns) cpSync(file, join(programs, basename(file)));
  const PATH = `${programs}:${process.env['PATH'] ?? ''}`;
  const outputs: string[] = [];
  for (const { command } of commands) {
    // One pipe for both streams, or their order would depend on who reads first.
    const { stdout } = await execa('sh', ['-c', `exec 2>&1\n${command}`], {
      cwd: work,
      env: childEnvironment({ PATH }),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      stripFinalNewline: false,
    });
    outputs.push(stdout.replaceAll(work, '~/tools'));
  }
  return outputs;
}

/** Makes what differs from run to run alike: durations, times, hashes. */
export function settle(output: string): string {
  return output
    .replaceAll(/\d+(?:\.\d+)? (ms|s)\b/g, 'N $1')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\b[0-9a-f]{12,}\b/g, 'HASH');
}
