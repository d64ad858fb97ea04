import { ratifyGoal, revokeRatification } from '@machinist/driver';
import type { Command } from 'commander';
import { signer } from '../compose/signer.ts';
import { exitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { escapeLine } from '../render/escape-text.ts';
import { readSeconds } from './drive-operator.ts';

interface RatifyFlags {
  readonly key: string;
  readonly for: number;
  readonly task?: readonly string[];
  readonly revoke?: boolean;
}

/** `machinist drive ratify GOAL.json`: somebody other than the proposer signs the contract as it stands, or takes it back. */
export function addDriveRatifyCommand(drive: Command, act: Act): void {
  drive
    .command('ratify')
    .description(
      'sign the contract of a strict goal, as the file stands now; needs a key that contract.ratifiers lists',
    )
    .argument('<goal>', 'the goal file')
    .requiredOption('--key <file>', "the ratifier's private key (JWK)")
    .option('--for <time>', 'how long it holds, as in 8h, 7d', readSeconds, 7 * 86_400)
    .option('--task <id...>', 'only these tasks; all when left out')
    .option('--revoke', 'take every ratification of this contract back, at once')
    .action(
      act<[string], RatifyFlags>(async ({ terminal, options }, goalPath) => {
        const who = { goalPath, signer, keyPath: options.key };
        if (options.revoke === true) {
          const revoked = await revokeRatification(who);
          if (terminal.json) terminal.printJson({ formatVersion: 1, revoked });
          terminal.print(`Revoked ${revoked.length} ratification${revoked.length === 1 ? '' : 's'}.`);
          return exitCode.done;
        }
        const ratified = await ratifyGoal({ ...who, forMs: options.for * 1000, tasks: options.task });
        if (terminal.json) terminal.printJson({ formatVersion: 1, ratified });
        terminal.print(
          `Ratified by ${escapeLine(ratified.ratified_by)} until ${ratified.expires}: contract ${ratified.contract_sha256}. Any change of the goal file voids it.`,
        );
        return exitCode.done;
      }),
    );
}
