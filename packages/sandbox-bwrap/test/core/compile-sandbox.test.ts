import { describe, expect, it } from 'vitest';
import { compileSandbox } from '../../src/core/compile-sandbox.ts';
import { readOptions } from './bwrap-grammar.ts';
import { leaking, sampleInput } from './sample-input.ts';

describe('compileSandbox', () => {
  it('compiles the default policy to exactly these words', () => {
    const compiled = compileSandbox(sampleInput());
    expect(compiled.argv).toMatchInlineSnapshot(`
      [
        "/usr/bin/prlimit",
        "--core=0",
        "--nofile=1024",
        "--",
        "/usr/bin/bwrap",
        "--args",
        "18",
        "--",
        "true",
      ]
    `);
    expect(readOptions(compiled.options).map(({ option, operands }) => [option, ...operands].join(' ')))
      .toMatchInlineSnapshot(`
        [
          "--unshare-all",
          "--unshare-user",
          "--disable-userns",
          "--uid 65534",
          "--gid 65534",
          "--cap-drop ALL",
          "--new-session",
          "--die-with-parent",
          "--hostname sandbox",
          "--clearenv",
          "--json-status-fd 10",
          "--block-fd 11",
          "--sync-fd 12",
          "--seccomp 13",
          "--ro-bind /usr /usr",
          "--symlink usr/bin /bin",
          "--ro-bind /lib /lib",
          "--perms 0755",
          "--dir /etc",
          "--ro-bind /etc/ld.so.cache /etc/ld.so.cache",
          "--perms 0444",
          "--file 14 /etc/passwd",
          "--perms 0444",
          "--file 15 /etc/group",
          "--perms 0444",
          "--file 16 /etc/hosts",
          "--perms 0444",
          "--file 17 /etc/nsswitch.conf",
          "--proc /proc",
          "--ro-bind /proc/sys /proc/sys",
          "--ro-bind /dev/null /proc/keys",
          "--dev /dev",
          "--perms 1777",
          "--size 67108864",
          "--tmpfs /dev/shm",
          "--remount-ro /dev",
          "--perms 1777",
          "--size 67108864",
          "--tmpfs /tmp",
          "--perms 1777",
          "--size 67108864",
          "--tmpfs /var/tmp",
          "--perms 0700",
          "--size 134217728",
          "--tmpfs /scratch",
          "--remount-ro /",
          "--setenv PATH /usr/local/bin:/usr/bin:/bin",
          "--setenv HOME /tmp",
          "--setenv LANG C.UTF-8",
          "--setenv TZ UTC",
          "--chdir /scratch",
        ]
      `);
  });

  it('sends its options through a descriptor, NUL-separated, so that no process list shows them', () => {
    const compiled = compileSandbox(sampleInput({ env: { SECRET: 'hush' } }));
    const descriptor = Number(compiled.argv[compiled.argv.indexOf('--args') + 1]);
    expect(compiled.descriptors.get(descriptor)).toEqual({ kind: 'bytes', bytes: `${compiled.options.join('\0')}\0` });
    expect(compiled.argv.join(' ')).not.toContain('hush');
  });

  it('lets options without values of the caller lie ready in a file', () => {
    const { argv, descriptors } = compileSandbox(sampleInput());
    expect(descriptors.get(Number(argv[argv.indexOf('--args') + 1]))?.kind).toBe('constant');
  });

  it('starts with a program that enters the groups, sets the limits and keeps what Bubblewrap needs, nothing else', () => {
    const { argv, descriptors } = compileSandbox(
      sampleInput({}, { channels: [4], starter: { kind: 'program', groupCount: 2 } }),
    );
    expect(argv).toEqual(['/proc/self/fd/21', '/usr/bin/bwrap', '--args', '18', '--', 'true']);
    expect(descriptors.get(21)).toEqual({
      kind: 'program',
      task: { limits: { core: 0, nofile: 1024 }, groups: [19, 20], kept: [4, 10, 11, 12, 13, 14, 15, 16, 17, 18] },
    });
  });

  it('closes descriptors that would leak by giving each to Bubblewrap as an empty option source', () => {
    const { argv, descriptors } = compileSandbox(sampleInput({}, leaking(4, 20, 251)));
    for (const leaked of [4, 251]) {
      expect(descriptors.get(leaked)).toEqual({ kind: 'plug' });
      expect(argv.join(' ')).toContain(`--args ${leaked} `);
    }
  });

  it('uses a leaking descriptor number for its own purpose rather than plugging it twice', () => {
    const { argv, descriptors } = compileSandbox(sampleInput({}, leaking(10)));
    expect(descriptors.get(10)).toEqual({ kind: 'status' });
    expect(argv).not.toContain('10');
  });

  it('leaves a requested channel alone and plugs the other leaks below it', () => {
    const { descriptors } = compileSandbox(sampleInput({}, { channels: [5], ...leaking(3, 5) }));
    expect(descriptors.get(5)).toEqual({ kind: 'channel' });
    expect(descriptors.get(3)).toEqual({ kind: 'plug' });
  });

  it('mounts parents before what lies below them, whatever order they were given in', () => {
    const { options } = compileSandbox(
      sampleInput(
        {},
        {
          mounts: [
            { from: '/srv/inner', to: '/job/inner', delivery: 'bind' },
            { from: '/srv/outer', to: '/job', delivery: 'bind' },
          ],
        },
      ),
    );
    expect(options.indexOf('/job')).toBeLessThan(options.indexOf('/job/inner'));
  });

  it('delivers files by content read-only and ends with the root made read-only', () => {
    const { options, descriptors } = compileSandbox(sampleInput({}, { files: [{ to: '/job/a', content: 'x' }] }));
    const data = readOptions(options).find(({ option }) => option === '--ro-bind-data');
    expect(data?.operands[1]).toBe('/job/a');
    expect(descriptors.get(Number(data?.operands[0]))).toEqual({ kind: 'bytes', bytes: 'x' });
    const mounts = readOptions(options).filter(({ option }) => /bind|tmpfs|remount|proc|dev/.test(option));
    expect(mounts.at(-1)).toEqual({ option: '--remount-ro', operands: ['/'] });
  });

  it('hands a seccomp program to Bubblewrap through a descriptor', () => {
    const seccomp = new Uint8Array([1, 2, 3]);
    const { options, descriptors } = compileSandbox(sampleInput({}, { seccomp }));
    const option = readOptions(options).find((read) => read.option === '--seccomp');
    expect(descriptors.get(Number(option?.operands[0]))).toEqual({ kind: 'constant', bytes: seccomp });
  });
});
