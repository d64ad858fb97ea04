import { confirm, isCancel } from '@clack/prompts';
import type { ConfirmArtefact } from '@machinist/pipeline';
import { CliError } from '../errors.ts';
import { highlight } from '../render/highlight.ts';
import { renderSpec } from '../render/render-spec.ts';
import { escapeLine } from '../render/escape-text.ts';
import type { Terminal } from '../terminal.ts';

/** Shows a piece of the candidate and asks where a decision belongs: the examples, and whether to validate. */
export async function confirmArtefact(artefact: ConfirmArtefact, terminal: Terminal): Promise<boolean> {
  const show = (path: string, text: string): void => {
    terminal.print(`\n${terminal.style('bold', `── ${escapeLine(path)}`)}`);
    terminal.print(
      highlight(text.trimEnd(), path.endsWith('.py') ? 'python' : 'typescript', terminal.style('red', '') !== ''),
    );
  };
  switch (artefact.stage) {
    case 'spec':
      terminal.print(`\n${terminal.style('bold', `── ${escapeLine(artefact.spec.name)}: the contract`)}`);
      for (const line of renderSpec(artefact.spec, terminal)) terminal.print(line);
      return askYesNo('Is this what you want, and are the examples right? The gate will hold the tool to them.');
    case 'code':
      show(artefact.path, artefact.code);
      return true;
    case 'tests':
      for (const [path, text] of Object.entries(artefact.files)) if (path.startsWith('tests/')) show(path, text);
      return true;
    case 'validate':
      return askYesNo('Validate it in the sandbox now?');
  }
}

/** The last question before the registry. */
export function confirmPromotion(terminal: Terminal): Promise<boolean> {
  terminal.print();
  return askYesNo('Promote it to the registry?');
}

/** A yes or no from the person at the terminal; Ctrl-C is an interruption, not an answer. */
async function askYesNo(message: string): Promise<boolean> {
  const answer = await confirm({ message, output: process.stderr });
  if (isCancel(answer)) throw new CliError('INTERRUPTED', 'interrupted; nothing was promoted');
  return answer;
}
