import { readCandidate } from '@machinist/pipeline';
import type { Command } from 'commander';
import { exitCodeOfVerdict } from './check.ts';
import { composeGate } from '../compose/compose-gate.ts';
import { openAdmissions } from '../compose/open-admissions.ts';
import { promoteCandidate } from '../compose/promote-candidate.ts';
import { CliError } from '../errors.ts';
import { exitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { createProgress } from '../render/progress.ts';
import { renderPromotion } from '../render/render-promotion.ts';
import { renderReport } from '../render/render-report.ts';
import { abortOnSignals } from '../signals.ts';

interface PromoteOptions {
  readonly policy: string;
  readonly key?: string;
  readonly acceptDeferred?: string;
}

/** `machinist promote DIR`: gate, then admission. */
export function addPromoteCommand(program: Command, act: Act): void {
  program
    .command('promote')
    .description('judge a candidate folder and admit it to the registry when it passes')
    .argument('<directory>', 'spec.json, tool.ts and tests/')
    .option('--policy <name>', 'standard, external or a policy file', 'standard')
    .option('--accept-deferred <why>', 'admit a deferred candidate all the same; the reason is shown for ever')
    .option('--key <file>', 'private key that signs the attestation (default MACHINIST_KEY)')
    .addHelpText(
      'after',
      '\nExit: 0 promoted, 1 fail, 3 deferred, 64 no candidate, 69 no sandbox, 75 locked.\n\nExample:\n  machinist promote ./candidates/slugify',
    )
    .action(
      act<[string], PromoteOptions>(async ({ terminal, options }, directory) => {
        const reason = options.acceptDeferred?.trim();
        if (reason === '') throw new CliError('USAGE', '--accept-deferred needs a reason in words');
        const { files, spec } = await readCandidate(directory);
        const admissions = await openAdmissions(options.registry, options.key);
        const progress = createProgress(terminal);
        const gate = composeGate({ policy: options.policy, onEvent: progress.gateEvent });
        const signals = abortOnSignals();
        try {
          const report = await gate.judge(files, signals);
          for (const line of renderReport(report, files, terminal)) terminal.print(line);
          const admissible = report.verdict === 'pass' || (report.verdict === 'deferred' && reason !== undefined);
          if (!admissible) {
            if (terminal.json) terminal.printJson({ formatVersion: 1, report, promotion: null });
            return exitCodeOfVerdict[report.verdict];
          }
          const promotion = await promoteCandidate({
            files,
            report,
            spec,
            admissions,
            ...(report.verdict === 'deferred' && reason !== undefined ? { acceptance: { reason } } : {}),
          });
          for (const line of renderPromotion(promotion)) terminal.print(line);
          if (terminal.json) terminal.printJson({ formatVersion: 1, report, promotion });
          return exitCode.done;
        } finally {
          signals.dispose();
          progress.end();
        }
      }),
    );
}
