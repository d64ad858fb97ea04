import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makePipes } from '../../src/gate/make-pipes.ts';

const leftoverOf = (pid: number): string => mkdtempSync(join(tmpdir(), `machinist-pipes-${pid}-`));

it('makes three pairs of pipes and takes them away again', async () => {
  const pipes = await makePipes();
  for (const { requests, replies } of [pipes.tool, pipes.mutants, pipes.control])
    expect([statSync(requests).isFIFO(), statSync(replies).isFIFO()]).toEqual([true, true]);
  await pipes[Symbol.asyncDispose]();
  expect(existsSync(pipes.directory)).toBe(false);
});

it('sweeps what a killed process left, and nothing of one that runs', async () => {
  const { pid: gone } = spawnSync('true');
  const dead = leftoverOf(gone);
  mkdirSync(join(dead, 'inner'));
  const alive = leftoverOf(process.ppid);
  try {
    await using pipes = await makePipes();
    expect(existsSync(pipes.directory)).toBe(true);
    expect(existsSync(dead)).toBe(false);
    expect(existsSync(alive)).toBe(true);
  } finally {
    rmSync(alive, { recursive: true });
  }
});
