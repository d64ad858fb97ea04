import type { ToolSpec } from '../spec-schema.ts';

type Row = ToolSpec['returns'][number];

/** The declaration line of the tool in its language: `export function f(text: string): number` or `def f(text: str) -> int:`. */
export function renderSignature(spec: ToolSpec): string {
  return spec.language === 'typescript' ? typescriptSignature(spec) : pythonSignature(spec);
}

function typescriptSignature({ functionName, params, returns }: ToolSpec): string {
  const list = params.map(({ name, required, type }) => `${name}${required ? '' : '?'}: ${typescriptType(type)}`);
  return `export function ${functionName}(${list.join(', ')}): ${typescriptResult(returns)}`;
}

function typescriptResult(returns: readonly Row[]): string {
  const [only] = returns;
  if (returns.length === 1 && only?.name === '$') return typescriptType(only.type);
  return `{ ${returns.map(({ name, type }) => `${name}: ${typescriptType(type)}`).join('; ')} }`;
}

function typescriptType(type: string): string {
  return mapUnion(
    type,
    (base) => typescriptBases[base] ?? base,
    (element) => `${element}[]`,
    ' | ',
  );
}

const typescriptBases: Readonly<Record<string, string>> = {
  integer: 'number',
  object: 'Record<string, unknown>',
  json: 'unknown',
};

function pythonSignature({ functionName, params, returns }: ToolSpec): string {
  const list = params.map(({ name, required, type }) =>
    required ? `${name}: ${pythonType(type)}` : `${name}: ${optional(pythonType(type))} = None`,
  );
  const [only] = returns;
  const result = returns.length === 1 && only?.name === '$' ? pythonType(only.type) : 'dict[str, object]';
  return `def ${functionName}(${list.join(', ')}) -> ${result}:`;
}

function optional(type: string): string {
  return type.split(' | ').includes('None') ? type : `${type} | None`;
}

function pythonType(type: string): string {
  return mapUnion(
    type,
    (base) => pythonBases[base] ?? base,
    (element) => `list[${element}]`,
    ' | ',
  );
}

const pythonBases: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  null: 'None',
  object: 'dict[str, object]',
  json: 'object',
};

function mapUnion(
  type: string,
  base: (name: string) => string,
  list: (element: string) => string,
  separator: string,
): string {
  const members = type.split('|').map((member) => {
    const [name = '', ...dimensions] = member.trim().split('[]');
    return dimensions.reduce((element) => list(element), base(name));
  });
  return members.join(separator);
}
