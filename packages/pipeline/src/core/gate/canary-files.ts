import type { Candidate } from '../candidate.ts';
import type { CanaryName } from '../report-schema.ts';
import { judgePaths, type SandboxFile, suiteFiles } from './judge-files.ts';

const bodies: Readonly<Record<CanaryName, (constant: string) => string>> = {
  throws: () => `throw Object.assign(new Error('canary'), { code: 'CANARY' });`,
  undefined: () => 'return undefined;',
  constant: (constant) => `return JSON.parse(${JSON.stringify(constant)});`,
  identity: () => 'return args[0];',
};

/** The suites beside deliberately broken tools, one folder for each canary. */
export function canaryFiles(candidate: Candidate, isAsync: boolean): readonly SandboxFile[] {
  const { spec } = candidate;
  const firstValue = spec.examples.find((example) => example.expect === 'value');
  const constant = JSON.stringify(firstValue?.expect === 'value' ? firstValue.value : 0);
  return Object.entries(bodies).flatMap(([name, body]) => {
    const directory = `${judgePaths.root}/canary-${name}`;
    return [
      ...suiteFiles(candidate).map(({ to, content }) => ({ to: to.replace(judgePaths.root, directory), content })),
      {
        to: `${directory}/tool.ts`,
        content: `export ${isAsync ? 'async ' : ''}function ${spec.functionName}(...args) { ${body(constant)} }\n`,
      },
    ];
  });
}
