// `npm run bench [-- NAME...]`: runs bench/NAME.bench.ts, each of which prints ratios measured in one run.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

const suffix = '.bench.ts';
const known = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : known;
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`bench: no ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(64);
}
const { env, node } = bootstrap({ programs: ['bwrap', 'git', 'python'] });
let failed = 0;
for (const name of wanted) {
  const args = ['--conditions=@machinist/source', '--no-warnings', join(root, 'bench', `${name}${suffix}`)];
  if (spawnSync(node, args, { cwd: root, env, stdio: 'inherit' }).status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
