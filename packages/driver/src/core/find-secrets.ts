/** What only a credential looks like; each with the name it is reported under. */
const shapes: readonly (readonly [string, RegExp])[] = [
  ['private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ['private JWK', /"d"\s*:\s*"[A-Za-z0-9_-]{43}"/],
  ['AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60})/],
  ['GitLab token', /\bglpat-[A-Za-z0-9_-]{20}/],
  ['Slack token', /\bxox[abposr]-[A-Za-z0-9-]{20}/],
  ['API key', /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32}/],
  ['Google API key', /\bAIza[0-9A-Za-z_-]{35}/],
  ['npm token', /\bnpm_[A-Za-z0-9]{36}/],
  ['Telegram bot token', /\b\d{8,10}:AA[A-Za-z0-9_-]{33}/],
];

/** The kinds of credentials a text seems to hold. */
export function findSecrets(text: string): string[] {
  return shapes.filter(([, shape]) => shape.test(text)).map(([name]) => name);
}
