// Brings a bare clone to a built workspace. Runs on Node 20 and newer, with nothing installed but npm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureSystemPrograms } from './bootstrap/system-programs.mjs';
import { toolVersions } from './bootstrap/tool-versions.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolsDirectory = join(root, '.tools');
const logFile = join(toolsDirectory, 'bootstrap.log');

function say(line) {
  process.stderr.write(`bootstrap: ${line}\n`);
}

/** Runs a program with its output in the log; on failure shows the end of it and exits with `exitCode`. */
function run(title, command, args, { env = process.env, exitCode = 70 } = {}) {
  const started = performance.now();
  say(title);
  const outcome = spawnSync(command, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  const output = `${outcome.stdout ?? ''}${outcome.stderr ?? ''}${outcome.error ? `${outcome.error.message}\n` : ''}`;
  appendFileSync(logFile, `$ ${command} ${args.join(' ')}\n${output}`);
  if (outcome.status !== 0) {
    process.stderr.write(`${output.split('\n').slice(-25).join('\n')}\n`);
    say(`"${title}" failed (exit ${outcome.status ?? outcome.signal}). The whole log: ${logFile}`);
    process.exit(exitCode);
  }
  say(`${title}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Runs `work` unless the stamp says that exactly this was done; the stamp comes last, so a killed run starts over. */
function once(stampFile, wanted, work) {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  work();
  writeFileSync(stampFile, wanted);
}

/** Node of the engines floor and pnpm, fetched through npm into .tools/. */
function ensureTools() {
  const versions = toolVersions(root);
  const wanted = versions.packages.map(({ name, version }) => `${name}@${version}`);
  const options = ['--prefix', toolsDirectory, '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact'];
  once(join(toolsDirectory, 'fetched'), wanted.join('\n'), () => {
    run(`fetching ${wanted.join(' and ')} through npm`, 'npm', ['install', ...options, ...wanted]);
  });
  return versions;
}

/** A digest over everything that decides what an install would do. */
function installDigest(nodeVersion) {
  const digest = createHash('sha256').update(nodeVersion);
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  for (const group of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, group)).toSorted()) manifests.push(join(group, name, 'package.json'));
  }
  for (const file of manifests) digest.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return digest.digest('hex');
}

function installWorkspace(versions, env) {
  once(join(root, 'node_modules', '.bootstrap-digest'), installDigest(versions.nodeVersion), () => {
    const pnpm = versions.pnpmBinary(toolsDirectory);
    run('installing the workspace (frozen lock file)', pnpm, ['install', '--frozen-lockfile'], { env });
  });
}

/** Makes the clone runnable and returns the environment whose PATH has the right Node and pnpm first. */
export function bootstrap({ programs = ['bwrap', 'git'] } = {}) {
  mkdirSync(toolsDirectory, { recursive: true });
  ensureSystemPrograms(programs, { say, run });
  const versions = ensureTools();
  const path = [...versions.binDirectories(toolsDirectory), join(root, 'node_modules', '.bin'), process.env.PATH];
  const env = { ...process.env, PATH: path.join(delimiter), TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
  installWorkspace(versions, env);
  run('building', 'turbo', ['run', 'build'], { env });
  return { env, node: versions.nodeBinary(toolsDirectory) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) bootstrap();
