import { readPublicKey, verifyLog } from '@machinist/driver';
import type { Command } from 'commander';
import { exitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { escapeLine } from '../render/escape-text.ts';

interface VerifyFlags {
  readonly key: string;
  readonly open?: boolean;
}

/** `machinist drive verify-log GOAL.json`: journal, signed heads and records, with the public key alone. */
export function addDriveVerifyLogCommand(drive: Command, act: Act): void {
  drive
    .command('verify-log')
    .description('verify journal, signed heads and records of a goal with nothing but a public key')
    .argument('<goal>', 'the goal file')
    .requiredOption('--key <file>', 'public key: a DID document or a JWK')
    .option(
      '--open',
      'accept a goal that is not complete yet; what was cut off after the last signed head is not seen then',
    )
    .action(
      act<[string], VerifyFlags>(async ({ terminal, options }, goalPath) => {
        const report = verifyLog(goalPath, readPublicKey(options.key));
        const complete = report.closed || options.open === true;
        if (terminal.json) terminal.printJson({ formatVersion: 1, ...report });
        for (const problem of report.problems) terminal.print(`PROBLEM  ${escapeLine(problem)}`);
        if (!complete)
          terminal.print('PROBLEM  the last signed head does not close the goal (a run under way? then use --open)');
        terminal.print(
          `${report.ok && complete ? 'ok' : 'FAIL'}  ${report.entries} entries, ${report.covered} of them under ${report.checkpoints} signed heads, ${report.records} records`,
        );
        return report.ok && complete ? exitCode.done : exitCode.notGood;
      }),
    );
}
