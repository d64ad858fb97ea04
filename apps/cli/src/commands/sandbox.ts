import {
  parsePolicy,
  probeSandbox,
  runSandboxed,
  type SandboxOutputs,
  type SandboxResult,
} from '@machinist/sandbox-bwrap';
import type { Command } from 'commander';
import { refuseExisting } from '../compose/write-candidate.ts';
import { writeOutputs } from '../compose/write-outputs.ts';
import { exitCode } from '../exit-code.ts';
import { readJsonObject } from '../json-object.ts';
import type { Act } from '../program.ts';
import { escapeBlock, escapeLine } from '../render/escape-text.ts';
import { abortOnSignals } from '../signals.ts';

/** `machinist sandbox run|probe`: the sandbox by itself. */
export function addSandboxCommand(program: Command, act: Act): void {
  const command = program.command('sandbox').description('run one command in the sandbox; what this host can enforce');
  command
    .command('run')
    .description('run a command without network, seeing nothing of this host that the policy does not list')
    .argument('<command...>', 'the command and its arguments, after --')
    .option('--policy <file>', 'policy file (docs/formats.md); the defaults are strict')
    .option('--out <dir>', 'write the regular files the command leaves in /scratch to this new folder')
    .addHelpText(
      'after',
      "\nExit: the command's own code, 124 on timeout, 137 when killed; with --json 0 whenever the run could be judged; 69 no sandbox.\n\nExample:\n  machinist sandbox run -- python3 -c 'print(6 * 7)'",
    )
    .action(
      act<[string[]], { readonly policy?: string; readonly out?: string }>(async ({ terminal, options }, argv) => {
        const policy = parsePolicy(options.policy === undefined ? {} : readJsonObject(options.policy, '--policy'));
        if (options.out !== undefined) refuseExisting(options.out);
        const signals = abortOnSignals();
        try {
          const wanted = options.out === undefined ? {} : { outputs: {} };
          const { outputs, ...result } = await runSandboxed({ command: argv, policy, ...wanted }, signals);
          if (outputs !== undefined && options.out !== undefined) writeOutputs(outputs, options.out);
          if (terminal.json) {
            terminal.printJson({ ...result, ...(outputs === undefined ? {} : { outputs: listOutputs(outputs) }) });
            return result.status === 'launch-error' ? exitCode.unavailable : exitCode.done;
          }
          for (const { path, reason } of outputs?.skipped ?? []) {
            terminal.note(`sandbox: left behind in /scratch: ${escapeLine(path)} (${reason})`);
          }
          process.stdout.write(forStream(process.stdout, result.stdout));
          process.stderr.write(forStream(process.stderr, result.stderr));
          return exitCodeOfRun(result, (line) => terminal.note(line));
        } finally {
          signals.dispose();
        }
      }),
    );
  command
    .command('probe')
    .description('what this host can enforce, and why not')
    .action(
      act<[], object>(async ({ terminal }) => {
        const probe = await probeSandbox();
        if (terminal.json) terminal.printJson(probe);
        for (const { id, status, message, remedy } of probe.checks) {
          const mark = status === 'ok' ? '✓' : status === 'warning' ? '!' : '✗';
          terminal.print(`${mark} ${id.padEnd(18)} ${escapeLine(message)}`);
          if (remedy !== undefined && remedy !== null) terminal.print(`  → ${escapeLine(remedy)}`);
        }
        terminal.print(
          probe.usable ? 'The sandbox works here.' : 'The sandbox does not work here; nothing would be run.',
        );
        return probe.usable ? exitCode.done : exitCode.unavailable;
      }),
    );
}

/** The files themselves are in the folder. */
function listOutputs({ files, skipped, complete }: SandboxOutputs): object {
  return { files: files.map(({ path, content }) => ({ path, bytes: content.length })), skipped, complete };
}

/** A terminal would obey what the command wrote; a file or a pipe gets it as it is. */
function forStream({ isTTY }: { readonly isTTY: boolean }, text: string): string {
  return isTTY ? escapeBlock(text) : text;
}

function exitCodeOfRun(result: SandboxResult, note: (line: string) => void): number {
  if (result.truncated) note(`sandbox: output was cut at the policy's limit`);
  switch (result.status) {
    case 'exit':
      // The payload's own code is the documented exit code here, whatever it is.
      return result.exitCode ?? exitCode.internal;
    case 'timeout':
      note('sandbox: the time limit ended the command');
      return 124;
    case 'aborted':
      return exitCode.interrupted;
    case 'launch-error':
      note(`sandbox: the command could not be started: ${escapeLine(result.launchError ?? '')}`);
      return exitCode.unavailable;
    case 'signal':
    case 'oom':
    case 'output-cap':
      note(`sandbox: the command was ended (${result.status}${result.signal === null ? '' : `, ${result.signal}`})`);
      return 137;
  }
}
