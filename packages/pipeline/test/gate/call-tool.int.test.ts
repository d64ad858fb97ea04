import { beforeAll, describe, expect, it } from 'vitest';
import { callTool, type CallOutcome } from '../../src/gate/call-tool.ts';
import { prepareToolchain } from '../../src/toolchain/prepare-toolchain.ts';
import type { Toolchain } from '../../src/toolchain/toolchain-schema.ts';
import { createBwrapSandbox } from '../bwrap-sandbox.ts';
import { loadFixture } from './load-fixture.ts';

let toolchain: Toolchain;
beforeAll(async () => {
  toolchain = await prepareToolchain();
});

const call = (fixture: string, args: Readonly<Record<string, unknown>>, toolSource?: string): Promise<CallOutcome> =>
  callTool({ ...loadFixture(fixture), ...(toolSource === undefined ? {} : { 'tool.ts': toolSource }) }, args, {
    sandbox: createBwrapSandbox(),
    toolchain,
    policy: { limits: { callMs: 1000 } },
  });

describe('callTool', () => {
  it('gives the value of an honest tool', async () => {
    expect(await call('honest', { text: '1h 30m' })).toEqual({ status: 'value', value: 5_400_000 });
  });

  it('gives a declared failure with its code', async () => {
    expect(await call('honest', { text: 'x' })).toMatchObject({
      status: 'failure',
      declared: true,
      code: 'INVALID_DURATION',
    });
  });

  it('ends a tool that hangs and says so', async () => {
    const hangs = 'export function parseDuration(_text: string): number {\n  for (;;);\n}\n';
    expect(await call('honest', { text: '1h' }, hangs)).toEqual({
      status: 'broken',
      message: 'no answer within the time limit',
    });
  });

  it('refuses arguments of another type than the contract states, before anything runs', async () => {
    await expect(call('honest', { text: 12 })).rejects.toMatchObject({
      code: 'ARGUMENTS_INVALID',
      message: expect.stringContaining('text is 12, not string'),
    });
  });

  it('does not hand on a value of another type than the contract states', async () => {
    const lying = 'export function parseDuration(text: string): number {\n  return text as unknown as number;\n}\n';
    expect(await call('honest', { text: '1h' }, lying)).toEqual({
      status: 'broken',
      message: 'the tool gave "1h", the spec says number',
    });
  });

  it('refuses arguments that the contract does not name, before anything runs', async () => {
    await expect(call('honest', { txt: '1h' })).rejects.toMatchObject({ code: 'ARGUMENTS_INVALID' });
  });
});
