const allowed = new Set(
  (
    'PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TERM COLORTERM NO_COLOR FORCE_COLOR CI TMPDIR TMP TEMP ' +
    'XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_RUNTIME_DIR ' +
    'SSL_CERT_FILE SSL_CERT_DIR NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE CURL_CA_BUNDLE ' +
    'HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy ' +
    'JAVA_HOME GOPATH GOROOT CARGO_HOME RUSTUP_HOME NVM_DIR VOLTA_HOME PNPM_HOME PYENV_ROOT VIRTUAL_ENV CONDA_PREFIX ' +
    'LD_LIBRARY_PATH PKG_CONFIG_PATH OLLAMA_HOST MACHINIST_RUN_KEY'
  ).split(' '),
);
const secretName = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$/i;

/** An environment as `process.env` gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** True for variables of alert channels and of the operator: no goal file can pass them on. */
export function isOperatorsOwn(name: string): boolean {
  return /^(?:TELEGRAM_|MACHINIST_(?:ALERT|OPERATOR)_)/.test(name);
}

/** The part of the driver's environment that a worker or verifier sees: a fixed list, `LC_*`, and the names the goal adds. */
export function allowEnvironment(environment: Environment, added: readonly string[]): Record<string, string> {
  const names = new Set(added);
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || isOperatorsOwn(name)) continue;
    if (allowed.has(name) || name.startsWith('LC_') || names.has(name)) kept[name] = value;
  }
  return kept;
}

/** Names that look like credentials, are set, and reach neither worker nor verifier. */
export function withheldNames(environment: Environment, added: readonly string[]): string[] {
  const kept = allowEnvironment(environment, added);
  return Object.keys(environment)
    .filter((name) => secretName.test(name) && !isOperatorsOwn(name) && !Object.hasOwn(kept, name))
    .toSorted();
}
