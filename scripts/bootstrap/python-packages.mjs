import { spawnSync } from 'node:child_process';

/** What the gate for Python tools needs, and the Debian package that brings each. */
const debianPackages = {
  pytest: 'python3-pytest',
  hypothesis: 'python3-hypothesis',
  mypy: 'mypy',
  pyflakes: 'python3-pyflakes',
  bandit: 'bandit',
};

/** Debian packages that are missing; `MACHINIST_PYTHON` names another interpreter, which is then its owner's business. */
export function missingPythonPackages(environment = process.env) {
  if (environment.MACHINIST_PYTHON) return [];
  const find = `import importlib.util, sys; print(*(name for name in sys.argv[1:] if importlib.util.find_spec(name) is None))`;
  const modules = Object.keys(debianPackages);
  const probes = ['/usr/bin/python3', 'python3'].map((python) =>
    spawnSync(python, ['-I', '-c', find, ...modules], { encoding: 'utf8' }),
  );
  const answers = probes
    .filter(({ status }) => status === 0)
    .map(({ stdout }) => stdout.split(/\s+/).filter((name) => name !== ''));
  if (answers.some((missing) => missing.length === 0)) return [];
  // The system's own interpreter comes first: its packages are the ones that can be installed here.
  const [missing] = answers;
  return missing === undefined
    ? ['python3', ...Object.values(debianPackages)]
    : missing.map((name) => debianPackages[name]);
}
