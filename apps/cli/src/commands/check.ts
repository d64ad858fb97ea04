import { readCandidate, type GateReport } from '@machinist/pipeline';
import type { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { composeGate } from '../compose/compose-gate.ts';
import { CliError } from '../errors.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { renderHtmlReport } from '../render/html/render-html-report.ts';
import { renderReport } from '../render/render-report.ts';
import { escapeLine } from '../render/escape-text.ts';
import { createProgress } from '../render/progress.ts';
import { abortOnSignals } from '../signals.ts';

/** Exit code of a verdict. */
export const exitCodeOfVerdict: Readonly<Record<GateReport['verdict'], ExitCode>> = {
  pass: exitCode.done,
  fail: exitCode.notGood,
  deferred: exitCode.unfinished,
};

/** `machinist check DIR`: the gate alone. */
export function addCheckCommand(program: Command, act: Act): void {
  program
    .command('check')
    .description('judge a candidate folder that anybody wrote: findings, verdict, report.json')
    .argument('<directory>', 'spec.json, tool.ts and tests/')
    .option('--policy <name>', 'standard, external or a policy file', 'standard')
    .option('--report <file>', 'where the whole report goes', 'report.json')
    .option('--html <file>', 'also write the report as one HTML page: source, coverage, surviving changes')
    .addHelpText(
      'after',
      '\nExit: 0 pass, 1 fail, 3 deferred, 64 no candidate, 69 no sandbox.\n\nExample:\n  machinist check ./candidates/slugify --policy external --html report.html',
    )
    .action(
      act<[string], { readonly policy: string; readonly report: string; readonly html?: string }>(
        async ({ terminal, options }, directory) => {
          const { files } = await readCandidate(directory);
          const progress = createProgress(terminal);
          const gate = composeGate({ policy: options.policy, onEvent: progress.gateEvent });
          const signals = abortOnSignals();
          try {
            const report = await gate.judge(files, signals);
            writeReport('--report', options.report, `${JSON.stringify(report, null, 2)}\n`);
            if (options.html !== undefined) writeReport('--html', options.html, renderHtmlReport(report, files));
            if (terminal.json) terminal.printJson(report);
            for (const line of renderReport(report, files, terminal)) terminal.print(line);
            terminal.print(
              `The whole report: ${[options.report, options.html ?? []].flat().map(escapeLine).join(', ')}`,
            );
            if (report.verdict === 'pass') terminal.print(`Next: machinist promote ${escapeLine(directory)}`);
            return exitCodeOfVerdict[report.verdict];
          } finally {
            signals.dispose();
            progress.end();
          }
        },
      ),
    );
}

function writeReport(option: string, file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new CliError(
      'FILE_UNUSABLE',
      `cannot write the report to ${file}: ${String(cause)}; choose another place with ${option}`,
      { cause },
    );
  }
}
