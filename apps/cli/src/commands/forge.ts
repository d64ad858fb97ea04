import type { Command } from 'commander';
import type { Act } from '../program.ts';
import { prepareToolchain } from '@machinist/pipeline';
import { CliError } from '../errors.ts';
import { composeModel, type Language } from '../compose/compose-model.ts';
import { runForge } from '../forge/run-forge.ts';
import { abortOnSignals } from '../signals.ts';

const languages = { ts: 'typescript', python: 'python', typescript: 'typescript', py: 'python' } as const;

interface ForgeOptions {
  readonly model: string;
  readonly lang?: string;
  readonly yes?: boolean;
  readonly out?: string;
  readonly key?: string;
  readonly policy: string;
}

/** `machinist forge GOAL`: from a wish to a promoted tool. */
export function addForgeCommand(program: Command, act: Act): void {
  program
    .command('forge')
    .description('have a local model write a tool, check it in the sandbox, promote it when it passes')
    .argument('[goal]', 'what the tool should do, in plain words (a sample brings its own)')
    .option(
      '--model <name>',
      'a model of the Ollama server, or sample:NAME for a bundled authored transcript',
      process.env['MACHINIST_MODEL'] ?? 'qwen2.5-coder:3b',
    )
    .option('--lang <language>', 'ts or py (default ts, or what the sample is in)')
    .option('--yes', 'ask nothing; promote what passes')
    .option('--out <directory>', 'where the candidate goes (a new folder; default candidates/NAME)')
    .option('--policy <name>', 'gate policy: standard, external or a file', 'standard')
    .option('--key <file>', 'private key that signs the attestation (default MACHINIST_KEY)')
    .addHelpText(
      'after',
      '\nExit: 0 promoted (or passed), 1 refused, 3 deferred, 64 usage, 69 no Ollama or no sandbox.\n\nExamples:\n  machinist forge "turn a title into a URL slug" --model qwen2.5-coder:3b\n  machinist forge --model sample:slugify --yes',
    )
    .action(
      act<[string | undefined], ForgeOptions>(async ({ terminal, options }, goal) => {
        const asked = options.lang === undefined ? undefined : readLanguage(options.lang);
        // Said before a model works for minutes on what no gate here can judge.
        if (asked === 'python') await prepareToolchain({ language: asked });
        const signals = abortOnSignals();
        try {
          const model = await composeModel(options.model, signals);
          const wish = goal ?? model.goal;
          if (wish === undefined)
            throw new CliError('USAGE', 'forge needs a goal: machinist forge "what the tool should do"');
          return await runForge({
            goal: wish,
            model,
            language: asked ?? model.language ?? 'typescript',
            terminal,
            registryDirectory: options.registry,
            signal: signals.signal,
            ask: terminal.interactive && options.yes !== true,
            out: options.out,
            policy: options.policy,
            keyFile: options.key,
          });
        } finally {
          signals.dispose();
        }
      }),
    );
}

function readLanguage(name: string): Language {
  const language = new Map<string, Language>(Object.entries(languages)).get(name);
  if (language === undefined) throw new CliError('USAGE', `--lang ${name}: choose ts or py`);
  return language;
}
