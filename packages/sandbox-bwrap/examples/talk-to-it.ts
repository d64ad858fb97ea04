import { startSandboxed } from '@machinist/sandbox-bwrap';

const run = startSandboxed({
  command: ['sh', '/job/greet.sh'],
  files: [{ to: '/job/greet.sh', content: 'read name <&3; echo "hello $name" >&3' }],
  channels: [3],
});

const channel = run.channels.get(3);
channel?.on('data', (bytes) => console.log(String(bytes).trim()));
channel?.write('sandbox\n');

const { status, exitCode } = await run.result;
console.log(status, exitCode);
