import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { missingPythonPackages } from './python-packages.mjs';

/** The package that brings each program, by package manager. */
const packageOf = { bwrap: 'bubblewrap', git: 'git', openssl: 'openssl' };

const managers = [
  { name: 'apt-get', refresh: ['update'], install: ['install', '-y', '--no-install-recommends'] },
  { name: 'dnf', install: ['install', '-y'] },
  { name: 'zypper', install: ['--non-interactive', 'install'] },
  { name: 'pacman', install: ['-Sy', '--noconfirm'] },
  { name: 'apk', install: ['add'] },
];

function onPath(program) {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  return directories.some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return directory !== '';
    } catch {
      return false;
    }
  });
}

/** Installs missing programs when this user may, else prints the one command to type and exits with 69. `python` stands for all that its gate needs. */
export function ensureSystemPrograms(programs, { say, run }) {
  const missing = programs.filter((program) => program !== 'python' && !onPath(program));
  const python = programs.includes('python') ? missingPythonPackages() : [];
  if (missing.length === 0 && python.length === 0) return;
  const packages = [...missing.map((program) => packageOf[program]), ...python];
  const named = [...missing, ...python].join(', ');
  const manager = managers.find(({ name }) => onPath(name));
  if (manager === undefined || (python.length > 0 && manager.name !== 'apt-get')) {
    say(
      `missing: ${named}, and no package manager whose names for them are known. Install ${packages.join(' and ')} (or name a Python that has them with MACHINIST_PYTHON), then run this again.`,
    );
    process.exit(69);
  }
  const elevate = elevation();
  if (elevate === undefined) {
    const sudo = onPath('sudo') ? 'sudo ' : '';
    const steps = [...(manager.refresh ? [manager.refresh] : []), [...manager.install, ...packages]];
    say(`missing: ${named}. Type this once${sudo === '' ? ' as root' : ''}, then run the same command again:`);
    say(`  ${steps.map((words) => `${sudo}${manager.name} ${words.join(' ')}`).join(' && ')}`);
    process.exit(69);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const asRoot = (title, args) => {
    const [command, ...rest] = [...elevate, manager.name, ...args];
    run(title, command, rest, { env, exitCode: 69 });
  };
  if (manager.refresh) asRoot(`reading the package lists (${manager.name})`, manager.refresh);
  asRoot(`installing ${packages.join(' and ')} (${manager.name})`, [...manager.install, ...packages]);
}

/** The words to put before a command that needs root: none as root, sudo when it asks for no password. */
function elevation() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}
