import { runSandboxed } from '@machinist/sandbox-bwrap';

const result = await runSandboxed({
  command: ['sh', '-c', 'id -un; echo kept > /scratch/note; echo lost > /usr/note'],
});

console.log(result.status, result.exitCode);
console.log(result.stdout + result.stderr);
