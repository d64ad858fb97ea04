/** What the gate needs of a Python interpreter, and the Debian package that brings each. */
export const pythonPackages = {
  pytest: 'python3-pytest',
  hypothesis: 'python3-hypothesis',
  mypy: 'mypy',
  pyflakes: 'python3-pyflakes',
  bandit: 'bandit',
} as const;

/** The one command that installs interpreter and packages where `apt-get` is. */
export function installCommand(missing: readonly string[]): string {
  return `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
}
