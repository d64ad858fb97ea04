import { requestOverride, type OperatorRequest, type OverrideResult } from '@machinist/driver';
import { InvalidArgumentError, type Command } from 'commander';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { escapeLine } from '../render/escape-text.ts';
import type { Terminal } from '../terminal.ts';

interface OperatorOptions {
  readonly reason?: string;
  readonly actor?: string;
  readonly key?: string;
  readonly operatorDir?: string;
}

/** The verbs with which a person steers a goal, from another process than the driver's. */
export function addDriveOperatorCommands(drive: Command, act: Act): void {
  const verb = (name: string, description: string): Command =>
    drive
      .command(name)
      .description(description)
      .option('--reason <text>', 'why; kept in the log')
      .option('--actor <name>', 'who asks (default: the account)')
      .option('--key <file>', "sign with the operator's private key")
      .option('--operator-dir <directory>', "where operators' logs are (also: MACHINIST_OPERATOR_DIR)");

  verb('pause', 'start no further worker and land nothing until resume; a running worker may finish')
    .argument('<goal>', 'the goal file')
    .action(
      act<[string], OperatorOptions>(({ terminal, options }, goal) =>
        send(goal, { command: 'pause' }, options, terminal),
      ),
    );
  verb('halt', 'end worker and driver now; nothing runs again until resume')
    .argument('<goal>', 'the goal file')
    .action(
      act<[string], OperatorOptions>(({ terminal, options }, goal) =>
        send(goal, { command: 'halt' }, options, terminal),
      ),
    );
  verb('resume', 'take back a pause or a halt')
    .argument('<goal>', 'the goal file')
    .option('--accept-loss', "go on although the operator's log the driver had seen is gone")
    .action(
      act<[string], OperatorOptions & { readonly acceptLoss?: boolean }>(({ terminal, options }, goal) =>
        send(goal, { command: 'resume', acceptLoss: options.acceptLoss ?? false }, options, terminal),
      ),
    );
  verb('dial', 'bound the autonomy: 0 proposes only, higher levels allow what the contract allows')
    .argument('<level>', 'whole number from 0 to 100', readLevel)
    .argument('<goal>', 'the goal file')
    .action(
      act<[number, string], OperatorOptions>(({ terminal, options }, level, goal) =>
        send(goal, { command: 'dial', level }, options, terminal),
      ),
    );
  verb('approve', 'allow one irreversible task, for a while')
    .argument('<task>', 'the task')
    .argument('<goal>', 'the goal file')
    .option('--for <time>', 'how long, as in 90s, 30m, 8h, 2d', readSeconds, 3600)
    .action(
      act<[string, string], OperatorOptions & { readonly for: number }>(({ terminal, options }, task, goal) =>
        send(goal, { command: 'approve', task, validForSeconds: options.for }, options, terminal),
      ),
    );
  verb('ack', 'answer an alert, so that it does not turn the dial down or halt the goal')
    .argument('<alert>', 'the id of the alert, or "all"', readAlertId)
    .argument('<goal>', 'the goal file')
    .action(
      act<[string, string], OperatorOptions>(({ terminal, options }, alert, goal) =>
        send(goal, { command: 'ack', alert }, options, terminal),
      ),
    );
  verb('revoke', 'revoke the contract as it stands: nothing lands under it any more')
    .argument('<goal>', 'the goal file')
    .action(
      act<[string], OperatorOptions>(({ terminal, options }, goal) =>
        send(goal, { command: 'revoke' }, options, terminal),
      ),
    );
}

async function send(
  goal: string,
  request: OperatorRequest,
  options: OperatorOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const operatorFolder = options.operatorDir ?? process.env['MACHINIST_OPERATOR_DIR'];
  const result = await requestOverride(goal, request, {
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.actor === undefined ? {} : { actor: options.actor }),
    ...(options.key === undefined ? {} : { keyPath: options.key }),
    ...(operatorFolder === undefined ? {} : { operatorFolder }),
  });
  if (terminal.json) terminal.printJson({ formatVersion: 1, ...result });
  terminal.print(`${request.command}: ${describe(result)}`);
  return result.outcome === 'effective' || result.outcome === 'not-running' ? exitCode.done : exitCode.notGood;
}

function describe({ outcome, latencyMs, path }: OverrideResult): string {
  switch (outcome) {
    case 'effective':
      return `effective after ${latencyMs ?? 0} ms`;
    case 'not-running':
      return 'no driver is running; it holds from the next start on';
    case 'unconfirmed':
      return `written to ${escapeLine(path)}; the driver has not confirmed it yet (look with machinist drive status)`;
    case 'refused':
      return "refused by the driver: it needs the operator's signature (--key)";
  }
}

function readLevel(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) > 100)
    throw new InvalidArgumentError('It must be a whole number, 0 to 100.');
  return Number(text);
}

function readAlertId(text: string): string {
  if (!/^(?:all|[aw][0-9]{1,12})$/.test(text))
    throw new InvalidArgumentError('It must be an id such as a17, or "all".');
  return text;
}

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A length of time as `90s`, `30m`, `8h` or `2d`, in seconds. */
export function readSeconds(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (secondsOf[unit ?? ''] ?? Number.NaN);
  if (!(seconds > 0)) throw new InvalidArgumentError('It must be a length of time such as 90s, 30m, 8h or 2d.');
  return seconds;
}
