import { checkCandidateFiles, prepareToolchain } from '@machinist/pipeline';
// Any SandboxPort will do; the machinist command passes the one of @machinist/sandbox-bwrap.
import { createBwrapSandbox } from '../test/bwrap-sandbox.ts';

const spec = {
  specVersion: 1,
  language: 'typescript',
  name: 'double-it',
  functionName: 'doubleIt',
  description: 'Doubles a number.',
  params: [{ name: 'n', type: 'number', required: true, note: '' }],
  returns: [{ name: '$', type: 'number', note: '' }],
  failures: [],
  determinism: 'pure',
  capabilities: [],
  examples: [{ args: { n: 21 }, expect: 'value', value: 42 }],
  properties: [],
  dependencies: [],
};
const unit = `import { expect, it } from 'vitest';
import { doubleIt } from '../tool.ts';

it('doubles', () => {
  expect(doubleIt(2)).toBe(4);
  expect(doubleIt(0)).toBe(0);
});
`;

const toolchain = await prepareToolchain();
for (const formula of ['n * 2', 'n * n', 'Date.now() && n + n']) {
  const report = await checkCandidateFiles(
    {
      'spec.json': JSON.stringify(spec),
      'tool.ts': `export function doubleIt(n: number): number {\n  return ${formula};\n}\n`,
      'tests/unit.test.ts': unit,
    },
    { sandbox: createBwrapSandbox(), toolchain, policy: 'external' },
  );
  console.log(`${formula}: ${report.verdict}`);
  const against = report.findings.filter(({ effect }) => effect === 'fail');
  for (const { id, file, line, message } of against) console.log(`  ${id} ${file}:${line ?? '-'} ${message}`);
}
