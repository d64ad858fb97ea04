import * as fc from 'fast-check';
import type { SandboxPolicyInput } from '../../src/core/policy-schema.ts';

const mebibyte = 1024 * 1024;
const text = fc.string({ maxLength: 12, unit: 'binary' }).filter((value) => !value.includes('\0'));
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
const action = fc.constantFrom('SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO', 'SCMP_ACT_KILL_PROCESS');
const calls = fc.uniqueArray(fc.constantFrom('read', 'ptrace', 'mount', 'socket', 'clone', 'no_such_call'), {
  minLength: 1,
});
const comparison = fc.record({
  index: fc.nat({ max: 5 }),
  value: fc.nat(),
  op: fc.constantFrom('SCMP_CMP_EQ', 'SCMP_CMP_NE', 'SCMP_CMP_LT', 'SCMP_CMP_GE'),
});
const profile = fc.record({
  defaultAction: action,
  syscalls: fc.array(fc.record({ names: calls, action, args: fc.array(comparison, { maxLength: 2 }) }), {
    maxLength: 3,
  }),
});

/** Policies that keep to the schema, most of them odd; `mountable` are host paths that may be shown. */
export function validPolicies(mountable: readonly string[]): fc.Arbitrary<SandboxPolicyInput> {
  const sizes = fc.integer({ min: 4096, max: 64 * mebibyte });
  const places = fc.constantFrom(
    '/job',
    '/job/deep/er',
    '/data',
    "/it's -- odd",
    '/scratch/in',
    '/opt/--bind',
    '/tmp/x',
  );
  return fc.record(
    {
      policyVersion: fc.constant(1 as const),
      network: fc.constant(false as const),
      wallMs: fc.integer({ min: 1, max: 4000 }),
      cpuMs: fc.option(fc.integer({ min: 1, max: 5000 })),
      memoryBytes: fc.option(fc.integer({ min: 4 * mebibyte, max: 4096 * mebibyte })),
      pids: fc.option(fc.integer({ min: 1, max: 400 })),
      outputBytes: fc.integer({ min: 1, max: mebibyte }),
      scratchBytes: sizes,
      tmpBytes: sizes,
      fileBytes: fc.option(fc.nat({ max: mebibyte })),
      env: fc.dictionary(name, text, { maxKeys: 4 }),
      readOnly: fc.array(fc.record({ from: fc.constantFrom(...mountable), to: places }), { maxLength: 2 }),
      cwd: fc.oneof(
        fc.constantFrom('/scratch', '/', '/tmp', '/usr', '/job', '/proc/1', '/no/such'),
        text.map((path) => `/${path}`),
      ),
      seccomp: fc.oneof(fc.constantFrom('strict' as const, 'docker' as const), profile),
      require: fc.subarray(['cgroup', 'memory', 'pids', 'cpu', 'seccomp', 'non-root'] as const),
    },
    { requiredKeys: [] },
  );
}

/** One thing that no policy may say, and the path that the refusal must name. */
export const invalidEntries: fc.Arbitrary<readonly [path: string, policy: Record<string, unknown>]> = fc.oneof(
  entry('wallMs', fc.constantFrom(0, -1, 1.5, '10', null, Number.NaN, Infinity, 86_400_001)),
  entry('cpuMs', fc.constantFrom(0, -1, 'x', false)),
  entry('memoryBytes', fc.constantFrom(0, 4095, -1, '1G', 0.5)),
  entry('pids', fc.constantFrom(0, -5, 1_000_001, 'many')),
  entry('outputBytes', fc.constantFrom(0, null, 1e12)),
  entry('scratchBytes', fc.constantFrom(0, 4095, null)),
  entry('tmpBytes', fc.constantFrom(0, 1, null)),
  entry('network', fc.constantFrom(true, 'none', null, 1)),
  entry('policyVersion', fc.constantFrom(0, 2, '1')),
  entry('cwd', fc.constantFrom('', 'scratch', '../..', 'a\0b', '/a\0b', 7)),
  entry('seccomp', fc.constantFrom('none', 'off', 1, false)),
  entry('require', fc.constantFrom(['everything'], 'cgroup', [1])),
  entry('env', fc.constantFrom({ 'A=B': 'x' }, { '': 'x' }, { A: 'x\0y' }, { A: 1 }, { 'LD PRELOAD': 'x' }, [])),
  entry(
    'readOnly',
    fc.constantFrom(
      [{ from: 'etc', to: '/job' }],
      [{ from: '/usr', to: '/proc/x' }],
      [{ from: '/usr', to: '/job/../usr' }],
      [{ from: '/usr', to: '/' }],
      [{ from: '/usr' }],
      {},
    ),
  ),
  entry(
    'seccomp',
    fc.constantFrom(
      {},
      { defaultAction: 'SCMP_ACT_PERHAPS' },
      {
        defaultAction: 'SCMP_ACT_ALLOW',
        syscalls: [{ names: ['read'], action: 'SCMP_ACT_ALLOW', args: [{ index: 9, value: 0, op: 'SCMP_CMP_EQ' }] }],
      },
    ),
  ),
  fc.constantFrom('share-net', 'allowRoot', '__proto__x', 'Network').map((key) => [key, { [key]: true }] as const),
);

function entry(path: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<readonly [string, Record<string, unknown>]> {
  return values.map((value) => [path, { [path]: value }] as const);
}
