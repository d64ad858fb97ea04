import { text as readText } from 'node:stream/consumers';
import { callTool, prepareToolchain } from '@machinist/pipeline';
import { openRegistry } from '@machinist/registry';
import type { Command } from 'commander';
import { sandbox } from '../compose/compose-gate.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { parseJsonObject } from '../json-object.ts';
import type { Act } from '../program.ts';
import { escapeBlock, escapeLine } from '../render/escape-text.ts';
import { abortOnSignals } from '../signals.ts';

/** `machinist registry run TOOL ARGS`: one call of a promoted tool, in the sandbox. */
export function addRegistryRunCommand(registry: Command, act: Act): void {
  registry
    .command('run')
    .description('call a promoted tool in the sandbox; its bytes are compared with what was admitted first')
    .argument('<tool>', 'tool id, or id@version')
    .argument('[arguments]', 'one JSON object with the named arguments; - reads it from standard input', '{}')
    .addHelpText(
      'after',
      '\nExit: 0 a value, 1 the tool failed, 64 wrong arguments.\n\nExample:\n  machinist registry run slugify \'{"text": "Crème brûlée"}\'',
    )
    .action(
      act<[string, string], object>(async ({ terminal, options }, name, text) => {
        const args = parseJsonObject(text === '-' ? await readText(process.stdin) : text, 'the arguments');
        const at = name.indexOf('@');
        const toolId = at === -1 ? name : name.slice(0, at);
        const version = at === -1 ? undefined : name.slice(at + 1);
        const tool = await (await openRegistry(options.registry)).loadTool(toolId, version);
        const files = { 'spec.json': JSON.stringify(tool.spec), [tool.toolPath]: tool.toolSource, ...tool.tests };
        const signals = abortOnSignals();
        try {
          const outcome = await callTool(files, args, {
            sandbox,
            toolchain: (language) => prepareToolchain({ language }),
            signal: signals.signal,
          });
          if (terminal.json) terminal.printJson({ formatVersion: 1, tool: toolId, version: tool.version, ...outcome });
          return tell(outcome, terminal);
        } finally {
          signals.dispose();
        }
      }),
    );
}

function tell(
  outcome: Awaited<ReturnType<typeof callTool>>,
  terminal: { print(line: string): void; note(line: string): void },
): ExitCode {
  switch (outcome.status) {
    case 'value':
      terminal.print(escapeBlock(JSON.stringify(outcome.value, null, 2) ?? 'undefined'));
      return exitCode.done;
    case 'failure':
      terminal.note(
        `the tool failed${outcome.declared ? '' : ' in a way its contract does not declare'}: ${escapeLine(outcome.code ?? 'no code')}: ${escapeLine(outcome.message)}`,
      );
      return exitCode.notGood;
    case 'broken':
      terminal.note(`the tool gave no answer: ${escapeLine(outcome.message)}`);
      return exitCode.notGood;
  }
}
