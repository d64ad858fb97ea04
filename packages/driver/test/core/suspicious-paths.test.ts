import { expect, it } from 'vitest';
import { findSuspiciousPaths } from '../../src/core/suspicious-paths.ts';

it('finds files that usually hold secrets, and not their public or example forms', () => {
  const secret = ['.env', 'app/.env.local', 'tls/server.pem', 'id_ed25519', 'keys/me.jwk.json', '.npmrc'];
  const harmless = ['.env.example', 'id_ed25519.pub', 'src/environment.ts', 'docs/pem.md', 'identity.ts'];
  expect(findSuspiciousPaths([...secret, ...harmless])).toEqual(secret);
});
