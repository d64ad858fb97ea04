import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startSandboxed } from '../src/start-sandboxed.ts';
import { listDescriptors } from './list-descriptors.ts';
import { shell } from './shell.ts';
import { waitUntil } from './wait-until.ts';

const harness = new URL('fixtures/list-descriptors.ts', import.meta.url).pathname;

/** Runs a harness that inherits descriptors from us, as one started by a careless parent would. */
function descriptorsUnder(inherited: readonly number[], program: readonly string[]): string {
  const opened = inherited.map(() => openSync('/etc/hostname', 'r'));
  const stdio = Array.from({ length: 260 }, (_unused, descriptor) => {
    if (descriptor < 3) return 'pipe' as const;
    return inherited.includes(descriptor) ? (opened[inherited.indexOf(descriptor)] ?? 'ignore') : ('ignore' as const);
  });
  const [file = '', ...args] = program;
  const { stdout, stderr } = spawnSync(file, args, { stdio, encoding: 'utf8' });
  for (const descriptor of opened) closeSync(descriptor);
  return stdout + stderr;
}

/** How many descriptors this process has open. */
function count(): number {
  return readdirSync('/proc/self/fd').length;
}

describe('descriptors', () => {
  it("of the harness's own parent do not reach the payload", () => {
    const node = [process.execPath, '--conditions=@machinist/source', harness];
    expect(descriptorsUnder([9, 20, 251], node)).toBe('0\n1\n2\n');
  });

  it('would reach a child that is started without care (the control)', () => {
    expect(descriptorsUnder([20, 251], ['/bin/sh', '-c', listDescriptors])).toBe('0\n1\n2\n20\n251\n');
  });

  it('hold only standard streams for a payload without channels', async () => {
    expect((await shell(listDescriptors)).stdout).toBe('0\n1\n2\n');
  });

  it('carry bytes both ways over the requested channels and over no other', async () => {
    const run = startSandboxed({
      command: [
        '/bin/sh',
        '-c',
        'read line <&3; echo "three $line" >&3; read line <&9; echo "nine $line" >&9; echo x >&4',
      ],
      channels: [3, 9],
    });
    const answers = [...run.channels].map(async ([descriptor, channel]) => {
      channel.write(`ping ${descriptor}\n`);
      let text = '';
      for await (const chunk of channel) text += String(chunk);
      return text;
    });
    expect([...run.channels.keys()]).toEqual([3, 9]);
    expect(await Promise.all(answers)).toEqual(['three ping 3\n', 'nine ping 9\n']);
    expect((await run.result).stderr).toContain('4');
  });

  it('survive a payload that closes its channel while the harness still writes', async () => {
    const run = startSandboxed({ command: ['/bin/sh', '-c', 'exec 3>&-; sleep 0.1'], channels: [3] });
    const channel = run.channels.get(3);
    const writer = setInterval(() => channel?.write('x'.repeat(1000)), 1);
    const result = await run.result;
    clearInterval(writer);
    expect(result).toMatchObject({ status: 'exit', exitCode: 0 });
  });

  it('are not kept open by runs that are over', async () => {
    await shell('true');
    const before = count();
    for (let round = 0; round < 10; round += 1) await shell('true');
    await waitUntil('the descriptors to close', () => count() <= before);
    expect(count()).toBeLessThanOrEqual(before);
  });
});
