import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../src/host/find-program.ts';
import { runSandboxed } from '../../src/run-sandboxed.ts';
import { shell } from '../shell.ts';

const nodeScript = `
import { Worker } from 'node:worker_threads';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import { mkdtempSync, writeFileSync, watch } from 'node:fs';
import os from 'node:os';
const worker = new Worker('require("node:worker_threads").parentPort.postMessage(6 * 7)', { eval: true });
const [answer] = await once(worker, 'message');
const server = createServer((socket) => socket.end('hi')).listen(0, '127.0.0.1');
await once(server, 'listening');
const [bytes] = await once(connect(server.address().port, '127.0.0.1'), 'data');
server.close();
const directory = mkdtempSync(os.tmpdir() + '/x-');
writeFileSync(directory + '/f', execFileSync('/bin/echo', ['child']));
const { userInfo, networkInterfaces } = os;
console.log(answer, String(bytes), userInfo().username, Object.keys(networkInterfaces()).join(), crypto.randomUUID().length);
`;

const pythonScript = `
import asyncio, multiprocessing, socket, sqlite3, ssl, subprocess, tempfile, threading
seen = []
thread = threading.Thread(target=lambda: seen.append(42)); thread.start(); thread.join()
with tempfile.NamedTemporaryFile() as f: f.write(b'x')
pool = multiprocessing.Pool(2); doubled = pool.map(abs, [-1, -2]); pool.close(); pool.join()
async def later(): await asyncio.sleep(0); return 'later'
print(seen, doubled, asyncio.run(later()), subprocess.check_output(['echo', 'child']).decode().strip(), sqlite3.connect('/scratch/db').execute('select 1').fetchone())
`;

describe('ordinary programs go on working in the sandbox', () => {
  it('node: threads, children, a loopback server, temporary files', async () => {
    const result = await runSandboxed({
      command: ['/opt/node/node', '/opt/check.mjs'],
      files: [{ to: '/opt/check.mjs', content: nodeScript }],
      policy: { readOnly: [{ from: process.execPath, to: '/opt/node/node' }], wallMs: 25_000, memoryBytes: 1024 ** 3 },
    });
    expect(result).toMatchObject({ status: 'exit', exitCode: 0, stderr: '', stdout: '42 hi sandbox lo 36\n' });
  });

  it.each(
    [
      ['python3', pythonScript, '[42] [1, 2] later child (1,)\n'],
      ['perl', 'pipe(R, W); if (fork) { close W; print <R>; wait } else { print W "child\\n" }', 'child\n'],
      ['bash', 'mkfifo /tmp/p; (echo child > /tmp/p &) ; cat /tmp/p; wait', 'child\n'],
    ].filter(([program = '']) => findProgram(program, '/usr/bin') !== null),
  )('%s', async (program, script, expected) => {
    const option = program === 'perl' ? '-e' : '-c';
    const result = await runSandboxed({ command: [`/usr/bin/${program}`, option, script], policy: { wallMs: 25_000 } });
    expect(result).toMatchObject({ status: 'exit', exitCode: 0, stderr: '', stdout: expected });
  });

  it('git', async () => {
    const { stdout, stderr } = await shell(
      'git init -q . && git config user.email a@b && git config user.name c && echo x > f && git add f && git commit -qm first && git log --format=%s',
      { env: { HOME: '/scratch' } },
    );
    expect([stdout, stderr.includes('fatal')]).toEqual(['first\n', false]);
  });
});

/** The smallest x64 program: these instructions, then exit(0). */
function machineCode(instructions: readonly number[]): Uint8Array {
  const exit = [0xbf, 0, 0, 0, 0, 0xb8, 0x3c, 0, 0, 0, 0x0f, 0x05];
  const code = Uint8Array.from([...instructions, ...exit]);
  const bytes = new Uint8Array(0x78 + code.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(0x10, 2, true);
  view.setUint16(0x12, 62, true);
  view.setUint32(0x14, 1, true);
  view.setBigUint64(0x18, 0x40_0078n, true);
  view.setBigUint64(0x20, 0x40n, true);
  view.setUint16(0x34, 0x40, true);
  view.setUint16(0x36, 0x38, true);
  view.setUint16(0x38, 1, true);
  view.setUint32(0x40, 1, true);
  view.setUint32(0x44, 5, true);
  view.setBigUint64(0x50, 0x40_0000n, true);
  view.setBigUint64(0x58, 0x40_0000n, true);
  view.setBigUint64(0x60, BigInt(bytes.length), true);
  view.setBigUint64(0x68, BigInt(bytes.length), true);
  view.setBigUint64(0x70, 0x1000n, true);
  bytes.set(code, 0x78);
  return bytes;
}

describe('a program that calls the kernel in another way', () => {
  const ways: readonly (readonly [string, readonly number[], string])[] = [
    ['no call at all (the control)', [], 'exit'],
    ['as a 32-bit program', [0xb8, 0x14, 0, 0, 0, 0xcd, 0x80], 'signal'],
    ['by the x32 convention', [0xb8, 0x27, 0, 0, 0x40, 0x0f, 0x05], 'signal'],
  ];

  it.each(ways)('%s: ends as it should inside, and runs outside', async (_what, instructions, expected) => {
    // The instructions are x64's; elsewhere there is no such second way and nothing of this can run.
    const content = process.arch === 'x64' ? machineCode(instructions) : '#!/bin/sh\n';
    const directory = mkdtempSync(join(tmpdir(), 'sandbox-call-'));
    writeFileSync(join(directory, 'call'), content, { mode: 0o755 });
    const outside = await promisify(execFile)(join(directory, 'call'));
    rmSync(directory, { recursive: true });
    const result = await runSandboxed({ command: ['/job/call'], files: [{ to: '/job/call', content }] });
    expect(outside.stderr).toBe('');
    expect(result.status).toBe(process.arch === 'x64' ? expected : 'exit');
    expect(result.signal).toBe(result.status === 'signal' ? 'SIGSYS' : null);
  });
});
