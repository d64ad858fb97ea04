import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from './machinist.ts';
import { runShown, settle, shownCommands } from './readme.ts';

const page = readFileSync(new URL('../../../docs/agents.md', import.meta.url), 'utf8');
const claude = fileURLToPath(new URL('../examples/agents/claude', import.meta.url));

it('docs/agents.md shows what its commands really say, with a stand-in for the agent on the PATH', async () => {
  const commands = shownCommands(page);
  expect(commands.filter(({ command }) => /claude -p|machinist forge/.test(command))).toHaveLength(2);
  const outputs = await runShown(commands, temporaryFolder(), [claude]);
  const said = commands.map(({ command }, index) => ({ command, output: settle(outputs[index] ?? '') }));
  expect(said).toStrictEqual(commands.map(({ command, output }) => ({ command, output: settle(output) })));
});
