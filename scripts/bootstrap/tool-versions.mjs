import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The Node release fetched when the running one is older than the engines floor. */
const nodeVersion = '24.21.0';

/** What .tools/ must hold on this machine: npm packages that carry the binaries themselves, so no install script runs. */
export function toolVersions(
  root,
  { platform = process.platform, arch = process.arch, running = process.versions.node } = {},
) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const floor = Number(manifest.engines.node.replace(/\D+/g, ''));
  const pnpmVersion = manifest.packageManager.replace('pnpm@', '');
  const libc = platform === 'linux' && !process.report?.getReport().header.glibcVersionRuntime ? '-musl' : '';
  const pnpm = { name: `@pnpm/exe.${platform}-${arch}${libc}`, version: pnpmVersion };
  const node = { name: `node-${platform}-${arch}`, version: nodeVersion };
  const needsNode = Number(running.split('.')[0]) < floor;
  const binary = {
    pnpm: join('node_modules', pnpm.name, 'pnpm'),
    node: join('node_modules', node.name, 'bin', 'node'),
  };
  return {
    nodeVersion: needsNode ? nodeVersion : running,
    packages: [{ ...pnpm, binary: binary.pnpm }, ...(needsNode ? [{ ...node, binary: binary.node }] : [])],
    pnpmBinary: (tools) => join(tools, binary.pnpm),
    nodeBinary: (tools) => (needsNode ? join(tools, binary.node) : process.execPath),
    binDirectories: (tools) => [
      dirname(needsNode ? join(tools, binary.node) : process.execPath),
      dirname(join(tools, binary.pnpm)),
    ],
  };
}
