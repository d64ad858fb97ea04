import { openRegistry } from '@machinist/registry';
import type { Command } from 'commander';
import { exitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { escapeLine } from '../render/escape-text.ts';
import { renderTool } from '../render/render-tool.ts';
import { addRegistryRunCommand } from './registry-run.ts';

/** `machinist registry list|show|verify|run`. */
export function addRegistryCommand(program: Command, act: Act): void {
  const command = program.command('registry').description('the promoted tools and their evidence');
  command
    .command('list')
    .description('every tool with its latest version')
    .action(
      act<[], object>(async ({ terminal, options }) => {
        const { tools, unreadable } = await (await openRegistry(options.registry)).list();
        if (terminal.json) terminal.printJson({ formatVersion: 1, tools, unreadable });
        if (tools.length === 0)
          terminal.print('No tool has been promoted yet. Start with: machinist forge "what you need"');
        const width = Math.max(0, ...tools.map(({ toolId }) => toolId.length));
        for (const { toolId, latest, verdict, modelProvenance, description } of tools) {
          const marks = `${verdict}, ${modelProvenance.origin}`;
          terminal.print(
            `${toolId.padEnd(width)}  ${latest.padEnd(8)} ${terminal.style('dim', `[${marks}]`)} ${escapeLine(description)}`,
          );
        }
        for (const { toolId, message } of unreadable)
          terminal.print(`${escapeLine(toolId)}: unreadable: ${escapeLine(message)}`);
        return unreadable.length === 0 ? exitCode.done : exitCode.notGood;
      }),
    );
  command
    .command('show')
    .description('what a tool does, how it was judged and where its text came from')
    .argument('<tool>', 'tool id')
    .argument('[version]', 'the latest when left out')
    .option('--evidence', 'with --json: every evidence document as well')
    .action(
      act<[string, string | undefined], { readonly evidence?: boolean }>(
        async ({ terminal, options }, toolId, version) => {
          const registry = await openRegistry(options.registry);
          const details = await registry.show(toolId, version, { evidence: terminal.json ? options.evidence : true });
          if (terminal.json) terminal.printJson({ formatVersion: 1, ...details });
          else for (const line of renderTool(details, terminal)) terminal.print(line);
          return exitCode.done;
        },
      ),
    );
  command
    .command('verify')
    .description('compare what is stored with what was admitted')
    .argument('[tool]', 'everything when left out')
    .addHelpText('after', '\nExit: 0 all as admitted, 1 something is not.')
    .action(
      act<[string | undefined], object>(async ({ terminal, options }, toolId) => {
        const verification = await (await openRegistry(options.registry)).verify(toolId);
        const { ok, checkedFiles, problems, checkpoint } = verification;
        if (terminal.json) terminal.printJson({ formatVersion: 1, ...verification });
        for (const problem of problems) {
          const place = [problem.toolId, problem.version, problem.path].filter((part) => part !== null).join(' ');
          terminal.print(`✗ ${problem.code} ${escapeLine(place)}: ${escapeLine(problem.message)}`);
        }
        if (ok)
          terminal.print(
            `✓ ${checkedFiles} files are as admitted; log: ${checkpoint.events} events, head ${checkpoint.hash?.slice(0, 16) ?? 'none'}`,
          );
        else terminal.print(`${problems.length} problems in ${checkedFiles} files`);
        return ok ? exitCode.done : exitCode.notGood;
      }),
    );
  addRegistryRunCommand(command, act);
}
