import { describe, expect, it } from 'vitest';
import { controlGroupUsage, controlGroupWrites } from '../../src/core/control-group-files.ts';

describe('controlGroupWrites', () => {
  it('writes only what the group has a controller for, and two processes more for Bubblewrap itself', () => {
    expect(controlGroupWrites('cgroup-v1', ['pids'], { memoryBytes: 1, pids: 10 })).toEqual([
      { file: 'pids.max', value: '12', optional: false },
    ]);
  });

  it('forbids swap as well, where the kernel counts it', () => {
    expect(controlGroupWrites('cgroup-v1', ['memory'], { memoryBytes: 99, pids: null })).toEqual([
      { file: 'memory.limit_in_bytes', value: '99', optional: false },
      { file: 'memory.memsw.limit_in_bytes', value: '99', optional: true },
    ]);
    expect(controlGroupWrites('cgroup-v2', ['memory', 'pids'], { memoryBytes: 99, pids: null })).toEqual([
      { file: 'memory.max', value: '99', optional: false },
      { file: 'memory.swap.max', value: '0', optional: true },
      { file: 'memory.oom.group', value: '1', optional: true },
    ]);
  });
});

function reader(files: Readonly<Record<string, string>>) {
  return (file: string) => files[file] ?? null;
}

describe('controlGroupUsage', () => {
  it('reads v1 counters', () => {
    const read = reader({
      'cpuacct.usage': '5500000\n',
      'memory.max_usage_in_bytes': '4096\n',
      'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
    });
    expect(controlGroupUsage(read)).toEqual({ cpuMs: 6, peakBytes: 4096, oomKills: 2 });
  });

  it('reads v2 counters', () => {
    const read = reader({
      'cpu.stat': 'usage_usec 12345\nuser_usec 1\n',
      'memory.peak': '8192\n',
      'memory.events': 'low 0\noom 3\noom_kill 1\noom_group_kill 0\n',
    });
    expect(controlGroupUsage(read)).toEqual({ cpuMs: 12, peakBytes: 8192, oomKills: 1 });
  });

  it('says null for what is not measured instead of zero', () => {
    expect(controlGroupUsage(() => null)).toEqual({ cpuMs: null, peakBytes: null, oomKills: 0 });
  });
});
