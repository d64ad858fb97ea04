import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { childEnvironment, linesOf, parseObject, programArguments } from './machinist.ts';

const reportError = new URL('../src/report-error.ts', import.meta.url).href;

/** Reports a defect in a process of its own. */
async function report(
  env: Record<string, string> = {},
): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
  const script = `import { reportError } from '${reportError}';
    process.exitCode = reportError(new TypeError('broken\\u001b[31m\\nx'), { json: true });`;
  const [condition, quiet] = programArguments;
  const argv = [condition, quiet, '--input-type=module', '--eval', script];
  const { exitCode, stdout, stderr } = await execa(process.execPath, argv, {
    env: childEnvironment(env),
    extendEnv: false,
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

describe('a defect', () => {
  it('is 70, without a stack, and says how to see one', async () => {
    const { exitCode, stdout, stderr } = await report();
    expect(exitCode).toBe(70);
    expect(parseObject(stdout)).toStrictEqual({ error: { code: 'INTERNAL', message: 'broken\\u001b[31m\\u000ax' } });
    expect(linesOf(`${stderr}\n`)).toStrictEqual([
      'machinist: broken\\u001b[31m\\u000ax [INTERNAL]',
      'machinist: this is a defect; MACHINIST_DEBUG=1 shows where it happened',
    ]);
  });

  it('shows its stack with MACHINIST_DEBUG', async () => {
    const { exitCode, stderr } = await report({ MACHINIST_DEBUG: '1' });
    expect(exitCode).toBe(70);
    expect(stderr).toMatch(/TypeError: broken[\s\S]*\n\s+at /);
  });
});

describe('a reader that has seen enough', () => {
  it.each(['--help', 'registry list', 'doctor'])('is no crash of machinist %s', async (command) => {
    const program = [process.execPath, ...programArguments].map((word) => `'${word}'`).join(' ');
    const { stdout, stderr } = await execa(
      'sh',
      ['-c', `{ { ${program} ${command}; echo "exit $?" >&3; } | true; } 3>&1`],
      {
        env: childEnvironment(),
        extendEnv: false,
        reject: false,
      },
    );
    expect([stdout, stderr]).toStrictEqual(['exit 0', '']);
  });
});
