import type { Candidate } from '../candidate.ts';
import type { ToolSpec } from '../spec-schema.ts';
import { judgePaths, type SandboxFile, suiteFiles } from './judge-files.ts';

/** Name of the generated file that compares the tool's type with the spec. */
export const contractFile = 'contract.ts';

const compilerOptions = {
  target: 'ES2024',
  lib: ['ES2024'],
  // The judge finds the tool under ../tool, ../tool.js and ../tool.ts, and so does this.
  module: 'ESNext',
  moduleResolution: 'Bundler',
  moduleDetection: 'force',
  types: ['node'],
  strict: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

/** Line of the contract that a tool with narrower parameters breaks and nothing else does. */
export const exactContractLine = 3;

/** What the compiler is given: the tool, the suites, the contract, a frozen configuration. */
export function typeCheckFiles(candidate: Candidate): readonly SandboxFile[] {
  return [
    ...suiteFiles(candidate),
    { to: `${judgePaths.root}/${candidate.toolFile}`, content: candidate.files[candidate.toolFile] ?? '' },
    { to: `${judgePaths.root}/${contractFile}`, content: contractSource(candidate.spec) },
    { to: `${judgePaths.root}/package.json`, content: '{"type":"module","private":true}\n' },
    {
      to: `${judgePaths.root}/tsconfig.json`,
      content: JSON.stringify({ compilerOptions, files: [contractFile, candidate.toolFile, ...candidate.testFiles] }),
    },
  ];
}

/** A module that only compiles when the tool has the type that the spec states. */
export function contractSource(spec: ToolSpec): string {
  const parameters = spec.params.map(
    ({ type, required }, index) => `argument${index}${required ? '' : '?'}: ${typeText(type, 'any', false)}`,
  );
  const [first] = spec.returns;
  const returned =
    spec.returns.length === 1 && first?.name === '$'
      ? typeText(first.type, 'object', true)
      : `{ ${spec.returns.map(({ name, type }) => `readonly ${name}: ${typeText(type, 'object', true)}`).join('; ')} }`;
  return [
    `import { ${spec.functionName} as tool } from './tool.ts';`,
    `type Stated = (${parameters.join(', ')}) => ${returned} | Promise<${returned}>;`,
    'export const contract: Stated = tool;',
    // A method's parameters may be narrower: the tuples and literal types that a spec cannot state.
    `export const narrower: { tool(${parameters.join(', ')}): ReturnType<Stated> } = { tool };`,
    '',
  ].join('\n');
}

function typeText(type: string, objectText: 'any' | 'object', isResult: boolean): string {
  const parts = type.split('|').map((part) => {
    const [, base = '', brackets = ''] = /^\s*(\w+)((?:\[\])*)\s*$/.exec(part) ?? [];
    let text = baseText(base, objectText, isResult);
    for (let depth = brackets.length / 2; depth > 0; depth -= 1)
      text = isResult ? `readonly (${text})[]` : `(${text})[]`;
    return text;
  });
  return `(${parts.join(' | ')})`;
}

function baseText(base: string, objectText: 'any' | 'object', isResult: boolean): string {
  if (base === 'integer') return 'number';
  if (base === 'object') return objectText;
  // A tool that takes "json" may narrow it; what it returns may be anything.
  if (base === 'json') return isResult ? 'unknown' : 'any';
  return base;
}
