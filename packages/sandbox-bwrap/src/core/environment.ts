/** What a payload finds in its environment unless the policy says otherwise. */
const defaultEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/tmp',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
};

/** The payload's whole environment: the defaults, overridden and extended by the policy. Nothing else gets in. */
export function payloadEnvironment(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...defaultEnvironment, ...env };
}
