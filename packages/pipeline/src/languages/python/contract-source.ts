import type { ToolSpec } from '../../core/spec-schema.ts';

/** Name of the generated module that compares the tool's type with the spec. */
export const contractModule = 'machinist_contract';

/** A module that only type-checks when the tool has the type that the spec states. `isAsync`: its answer is awaited. */
export function contractSource(spec: ToolSpec, isAsync: boolean): string {
  const parameters = spec.params.map(({ type }, index) => `argument${index}: ${typeText(type, false)}`);
  const [first] = spec.returns;
  const returned =
    spec.returns.length === 1 && first?.name === '$' ? typeText(first.type, true) : 'Mapping[str, object]';
  const required = spec.params.findLastIndex((parameter) => parameter.required) + 1;
  // Every number of arguments that a caller may give.
  const calls = Array.from({ length: spec.params.length - required + 1 }, (_, extra) =>
    spec.params
      .slice(0, required + extra)
      .map((_parameter, index) => `argument${index}`)
      .join(', '),
  );
  return [
    `from typing import Any, ${isAsync ? 'Awaitable, ' : ''}Mapping, Sequence, Union`,
    `from tool import ${spec.functionName} as tool`,
    `def contract(${parameters.join(', ')}) -> Sequence[${isAsync ? `Awaitable[${returned}]` : returned}]:`,
    `    return [${calls.map((call) => `tool(${call})`).join(', ')}]`,
    '',
  ].join('\n');
}

/** The Python type of a data type of the spec. What a tool takes it may narrow, so `object` and `json` accept anything there. */
function typeText(type: string, isResult: boolean): string {
  const parts = type.split('|').map((part) => {
    const [, base = '', brackets = ''] = /^\s*(\w+)((?:\[\])*)\s*$/.exec(part) ?? [];
    let text = baseText(base, isResult);
    for (let depth = brackets.length / 2; depth > 0; depth -= 1) text = `${isResult ? 'Sequence' : 'list'}[${text}]`;
    return text;
  });
  return parts.length === 1 ? (parts[0] ?? 'Any') : `Union[${parts.join(', ')}]`;
}

function baseText(base: string, isResult: boolean): string {
  switch (base) {
    case 'string':
      return 'str';
    case 'integer':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    case 'null':
      return 'None';
    case 'object':
      return isResult ? 'Mapping[str, object]' : 'Any';
    default:
      return isResult ? 'object' : 'Any';
  }
}
