import { runSandboxed } from '@machinist/sandbox-bwrap';

const attempts = {
  'runs for ever': 'while :; do :; done',
  'takes memory': 'tail /dev/zero',
  'prints for ever': 'yes',
  'fills the disk': 'cat /dev/zero > /scratch/big',
  'opens a socket': 'exec 3<>/dev/tcp/127.0.0.1/80',
};

for (const [what, script] of Object.entries(attempts)) {
  const result = await runSandboxed({
    command: ['bash', '-c', script],
    policy: { wallMs: 2000, memoryBytes: 64 * 1024 * 1024, scratchBytes: 1024 * 1024 },
  });
  console.log(`${what}: ${result.status}`, result.status === 'exit' ? result.stderr.trim().split(': ').at(-1) : '');
}
