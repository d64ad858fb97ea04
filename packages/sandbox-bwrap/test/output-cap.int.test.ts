import { describe, expect, it } from 'vitest';
import { shell } from './shell.ts';

describe('the output cap', () => {
  it('ends a payload that writes for ever', async () => {
    const result = await shell('yes', { outputBytes: 1_048_576, wallMs: 25_000 });
    expect(result).toMatchObject({ status: 'output-cap', truncated: true, timedOut: false });
    expect(Buffer.byteLength(result.stdout)).toBe(1_048_576);
  });

  it.each([
    [65_536, 65_536],
    [1_048_576, 65_536],
    [131_072, 131_072],
  ])('is reached by exactly %i bytes in blocks of %i, even when the payload then sleeps', async (cap, block) => {
    const result = await shell(`dd if=/dev/zero bs=${block} count=${cap / block} status=none; sleep 1000`, {
      outputBytes: cap,
      wallMs: 25_000,
    });
    expect(result.status).toBe('output-cap');
    expect(result.stdout).toHaveLength(cap);
  });

  it('is not reached by one byte less', async () => {
    const result = await shell('head -c 65535 /dev/zero', { outputBytes: 65_536 });
    expect(result).toMatchObject({ status: 'exit', exitCode: 0, truncated: false });
    expect(result.stdout).toHaveLength(65_535);
  });

  it('counts both streams together', async () => {
    const result = await shell('head -c 60 /dev/zero; head -c 60 /dev/zero >&2; sleep 1000', {
      outputBytes: 100,
      wallMs: 25_000,
    });
    expect(result.status).toBe('output-cap');
    expect(result.stdout.length + result.stderr.length).toBe(100);
  });
});
