import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startStandInServer } from '../src/testing.ts';

it('goes straight to a loopback server although the environment names a proxy that plain requests are lost in', async () => {
  const server = await startStandInServer();
  const program = fileURLToPath(new URL('fixtures/proxy-client.ts', import.meta.url));
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };
  const { stdout } = await promisify(execFile)(process.execPath, [program, server.url], { env });
  await server.close();
  expect(JSON.parse(stdout)).toEqual({ plain: expect.stringMatching(/^failed/), reachable: true });
});
