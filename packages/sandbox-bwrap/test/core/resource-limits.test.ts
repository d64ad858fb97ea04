import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/parse-policy.ts';
import { parseHardLimits, prlimitOptions, resourceLimits } from '../../src/core/resource-limits.ts';

describe('resourceLimits', () => {
  it('never dumps core, and counts processes only for a user that has no others', () => {
    const input = { policy: parsePolicy({ pids: 10 }), memoryMode: 'cgroup-v1', hardLimits: {} } as const;
    expect(resourceLimits({ ...input, hasOwnUser: true })).toEqual({ core: 0, nofile: 1024, nproc: 18 });
    expect(resourceLimits({ ...input, hasOwnUser: false })).toEqual({ core: 0, nofile: 1024 });
  });

  it('adds a generous data limit only where memory is merely polled', () => {
    const policy = parsePolicy({ memoryBytes: 5_000_000, pids: null, cpuMs: 1500, fileBytes: 9 });
    expect(resourceLimits({ policy, memoryMode: 'polling', hasOwnUser: true, hardLimits: {} })).toEqual({
      core: 0,
      nofile: 1024,
      fsize: 9,
      cpu: 3,
      data: 5_000_000 + 1024 ** 3,
    });
  });

  it('never asks for more than the harness itself has, which the kernel would refuse', () => {
    const hardLimits = parseHardLimits(
      'Max open files            256                  512                  files     \n',
    );
    expect(hardLimits).toEqual({ nofile: 512 });
    const policy = parsePolicy({ pids: null });
    const limits = resourceLimits({ policy, memoryMode: 'cgroup-v2', hasOwnUser: true, hardLimits });
    expect(prlimitOptions(limits)).toEqual(['--core=0', '--nofile=512']);
  });

  it('takes "unlimited" for no limit', () => {
    expect(parseHardLimits('Max processes             100                  unlimited            processes \n')).toEqual(
      {},
    );
  });
});
