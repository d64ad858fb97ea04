import { runSandboxed } from '@machinist/sandbox-bwrap';

const { outputs } = await runSandboxed({
  command: ['sh', '-c', 'echo 42 > answer.txt; ln -s /etc/shadow secret'],
  outputs: { maxFiles: 10 },
});

for (const { path, content } of outputs?.files ?? []) console.log(`${path}: ${String(Buffer.from(content)).trim()}`);
for (const { path, reason } of outputs?.skipped ?? []) console.log(`left behind: ${path} (${reason})`);
