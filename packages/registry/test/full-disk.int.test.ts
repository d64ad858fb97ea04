import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission } from './sample-admission.ts';
import { scratchDirectory } from './scratch-directory.ts';

const run = promisify(execFile);
const source = '--conditions=@machinist/source';

describe('a disk that runs full', () => {
  it(
    'is STORE_FULL, admits nothing of the version, leaves nothing behind, and is admitted once there is room',
    { timeout: 180_000 },
    async () => {
      const child = fileURLToPath(new URL('./full-disk-child.ts', import.meta.url));
      const mount = ['--dev-bind', '/', '/', '--size', String(512 * 1024), '--tmpfs', '/mnt'];
      const { stdout } = await run('bwrap', [...mount, process.execPath, source, child, '/mnt/registry']);
      const report = z
        .object({
          full: z.object({ code: z.string(), tool: z.boolean(), staging: z.array(z.string()), ok: z.boolean() }),
          sizes: z.object({ refused: z.int(), taken: z.int() }),
          end: z.object({ ok: z.boolean(), versions: z.array(z.string()) }),
        })
        .parse(JSON.parse(stdout));
      expect(report.full).toEqual({ code: 'STORE_FULL', tool: false, staging: [], ok: true });
      expect(report.sizes.refused).toBeGreaterThan(10);
      expect(report.sizes.taken).toBeGreaterThan(0);
      expect(report.end).toEqual({ ok: true, versions: ['1.0.0'] });
    },
  );
});

describe('a disk that cannot be written', () => {
  it(
    'is read and verified all the same, with the remains of a killed process on it',
    { timeout: 180_000 },
    async () => {
      const directory = scratchDirectory();
      await (await openRegistry(directory)).admit(sampleAdmission());
      const crash = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
      await expect(run(process.execPath, [source, crash, directory, 'new', '20', 'before'])).rejects.toMatchObject({
        signal: 'SIGKILL',
      });
      const child = fileURLToPath(new URL('./read-only-child.ts', import.meta.url));
      const mount = ['--dev-bind', '/', '/', '--ro-bind', directory, directory];
      const { stdout } = await run('bwrap', [...mount, process.execPath, source, child, directory]);
      expect(JSON.parse(stdout)).toEqual({ latest: '1.0.0', loaded: '1.0.0', admit: 'STORE_FAILED' });
    },
  );
});
