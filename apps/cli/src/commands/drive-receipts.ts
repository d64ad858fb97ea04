import { governanceEvents, readReceipts, type Receipt } from '@machinist/driver';
import { InvalidArgumentError, type Command } from 'commander';
import { exitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { escapeLine } from '../render/escape-text.ts';

interface ReceiptOptions {
  readonly event?: readonly string[];
  readonly all?: boolean;
  readonly contract?: string;
  readonly actor?: string;
  readonly task?: string;
  readonly since?: string;
  readonly until?: string;
}

const hidden = new Set([
  'deployment_id',
  'scope_id',
  'event',
  'ts',
  'digest',
  'hash',
  'prev_hash',
  'prev_digest',
  'signature',
  'goal_file',
]);

/** `machinist drive receipts GOAL.json`: the receipts of governance, from the journal and from the operator's log. */
export function addDriveReceiptsCommand(drive: Command, act: Act): void {
  drive
    .command('receipts')
    .description('who allowed, denied, asked for and changed what: the receipts that match, oldest first')
    .argument('<goal>', 'the goal file')
    .option('--event <name...>', `event types (default: ${governanceEvents.join(', ')})`)
    .option('--all', 'every entry of the journal')
    .option('--contract <digest>', 'the contract, by the beginning of its digest')
    .option('--actor <name>', 'who did it')
    .option('--task <task>', 'the task')
    .option('--since <time>', 'RFC 3339 time, such as 2026-11-20T12:00:00Z', readTime)
    .option('--until <time>', 'RFC 3339 time', readTime)
    .action(
      act<[string], ReceiptOptions>(async ({ terminal, options }, goalPath) => {
        const { event, all, ...rest } = options;
        const { contract, actor, task, since, until } = rest;
        const receipts = readReceipts(goalPath, {
          ...(all === true ? { events: 'all' } : event === undefined ? {} : { events: event }),
          ...(contract === undefined ? {} : { contract }),
          ...(actor === undefined ? {} : { actor }),
          ...(task === undefined ? {} : { task }),
          ...(since === undefined ? {} : { since }),
          ...(until === undefined ? {} : { until }),
          operatorFolder: process.env['MACHINIST_OPERATOR_DIR'],
        });
        for (const receipt of receipts) {
          if (terminal.json) terminal.printJson(receipt);
          terminal.print(render(receipt));
        }
        return exitCode.done;
      }),
    );
}

function render({ ts, sink, event, entry }: Receipt): string {
  const facts = Object.entries(entry)
    .filter(([key, value]) => !hidden.has(key) && value !== null && value !== undefined)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${ts}  ${sink === 'journal' ? ' ' : 'o'} ${event}  ${escapeLine(facts.join(' '))}`;
}

function readTime(text: string): string {
  if (Number.isNaN(Date.parse(text))) throw new InvalidArgumentError('It must be a time such as 2026-11-20T12:00:00Z.');
  return text;
}
