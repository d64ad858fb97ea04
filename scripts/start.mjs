// `npm start`: bootstraps, then runs both main jobs once, end to end.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

const { env, node } = bootstrap();
const child = spawn(node, [join(root, 'apps/cli/dist/bin.js'), 'demo', ...process.argv.slice(2)], {
  cwd: root,
  env: { ...env, MACHINIST_COMMAND: './machinist' },
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to the whole group; staying alive lets the child finish its clean-up.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 70)));
