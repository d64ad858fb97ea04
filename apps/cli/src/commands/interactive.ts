import { isCancel, select, text } from '@clack/prompts';
import { prepareToolchain } from '@machinist/pipeline';
import type { Command } from 'commander';
import { composeModel, composeOllama, sampleNames, suggestedModels, type Language } from '../compose/compose-model.ts';
import { CliError } from '../errors.ts';
import { runForge } from '../forge/run-forge.ts';
import type { Act } from '../program.ts';
import { abortOnSignals } from '../signals.ts';

/** `machinist` alone: asks for goal and model, shows everything, asks before validating and before promoting. */
export function addInteractiveCommand(program: Command, act: Act): void {
  program.action(
    act<[], object>(async ({ terminal, options }) => {
      if (!terminal.interactive) {
        throw new CliError(
          'NOT_INTERACTIVE',
          'nobody is there to ask; say what to do: machinist forge GOAL, check DIR, drive GOAL.json, or --help',
        );
      }
      const signals = abortOnSignals();
      try {
        const name = answered(
          await select<string>({
            message: 'Which model writes the tool?',
            options: await offeredModels(),
            output: process.stderr,
          }),
        );
        const model = await composeModel(name, signals);
        const goal =
          model.goal ??
          answered(
            await text({
              message: 'What should the tool do?',
              validate: (value) => ((value ?? '').trim() === '' ? 'Say it in plain words.' : undefined),
              output: process.stderr,
            }),
          );
        const language = model.language ?? (await chosenLanguage());
        return await runForge({
          goal,
          model,
          language,
          terminal,
          registryDirectory: options.registry,
          signal: signals.signal,
          ask: true,
        });
      } finally {
        signals.dispose();
      }
    }),
  );
}

async function chosenLanguage(): Promise<Language> {
  const language = answered<Language>(
    await select({
      message: 'In which language?',
      options: [
        { value: 'typescript', label: 'TypeScript' },
        { value: 'python', label: 'Python' },
      ],
      output: process.stderr,
    }),
  );
  // Said before a model works for minutes on what no gate here can judge.
  await prepareToolchain({ language });
  return language;
}

/** The suggested models, whatever the server has, and the samples; what is not there is marked. */
async function offeredModels(): Promise<{ value: string; label: string; hint?: string }[]> {
  const { client } = composeOllama();
  const health = await client.health();
  const installed = health.reachable ? (await client.models()).map(({ name }) => name.replace(/:latest$/, '')) : [];
  const hint = health.reachable ? 'not installed: ollama pull first' : 'no Ollama server answers';
  const names = [...new Set([...suggestedModels, ...installed])];
  return [
    ...names.map((name) => ({ value: name, label: name, ...(installed.includes(name) ? {} : { hint }) })),
    ...sampleNames().map((name) => ({
      value: `sample:${name}`,
      label: `sample:${name}`,
      hint: 'authored text, no model',
    })),
  ];
}

function answered<Answer extends string>(answer: Answer | symbol): Answer {
  if (isCancel(answer) || typeof answer === 'symbol')
    throw new CliError('INTERRUPTED', 'interrupted; nothing was done');
  return answer;
}
