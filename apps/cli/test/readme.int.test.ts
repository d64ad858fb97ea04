import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './machinist.ts';
import { runShown, settle, shownCommands } from './readme.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('shows what its commands really say', async () => {
    const commands = shownCommands(readme);
    expect(commands.length).toBeGreaterThan(8);
    const outputs = await runShown(commands, temporaryFolder());
    const said = commands.map(({ command }, index) => ({ command, output: settle(outputs[index] ?? '') }));
    expect(said).toStrictEqual(commands.map(({ command, output }) => ({ command, output: settle(output) })));
  });

  it('names every environment variable that the source reads', () => {
    for (const name of [
      'OLLAMA_HOST',
      'MACHINIST_MODEL',
      'MACHINIST_REGISTRY',
      'MACHINIST_KEY',
      'MACHINIST_CACHE',
      'MACHINIST_DEBUG',
      'NO_COLOR',
    ]) {
      expect(readme).toContain(`| \`${name}\` |`);
    }
  });
});
