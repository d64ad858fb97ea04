const patterns = [
  /(?:^|\/)\.env(?:\.(?!example$|sample$|template$)[^/]*)?$/i,
  /\.(?:pem|p12|pfx|jks|keystore)$/i,
  /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)[^/]*$/,
  /\.jwk(?:\.json)?$/i,
  /(?:^|\/)(?:\.netrc|\.npmrc|\.pypirc|credentials)$/,
];

/** The paths that usually hold secrets and seldom belong into a commit. */
export function findSuspiciousPaths(paths: readonly string[]): string[] {
  return paths.filter((path) => patterns.some((pattern) => pattern.test(path)) && !path.endsWith('.pub'));
}
