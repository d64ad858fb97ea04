import { describe, expect, it } from 'vitest';
import { findControlGroupHomes } from '../../src/core/control-group-homes.ts';

const v1Mounts = `31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
36 31 0:33 /docker/abc /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
41 31 0:38 / /sys/fs/cgroup/uni\\040fied rw - cgroup2 cgroup2 rw`;

describe('findControlGroupHomes', () => {
  it('finds the own directory of each v1 hierarchy, below the part that is mounted', () => {
    expect(findControlGroupHomes('4:memory:/a/b\n2:cpu,cpuacct:/docker/abc/x\n', v1Mounts)).toEqual([
      { version: 'cgroup-v1', controllers: ['memory'], directory: '/sys/fs/cgroup/memory/a/b' },
      { version: 'cgroup-v1', controllers: ['cpu', 'cpuacct'], directory: '/sys/fs/cgroup/cpu,cpuacct/x' },
    ]);
  });

  it('finds the unified directory and undoes the escapes of mountinfo', () => {
    expect(findControlGroupHomes('0::/\n', v1Mounts)).toEqual([
      { version: 'cgroup-v2', controllers: [], directory: '/sys/fs/cgroup/uni fied' },
    ]);
  });

  it('gives nothing for a hierarchy that is not mounted or whose own part is out of view', () => {
    expect(findControlGroupHomes('8:pids:/\n2:cpu,cpuacct:/elsewhere\n', v1Mounts)).toEqual([]);
    expect(findControlGroupHomes('', '')).toEqual([]);
  });
});
