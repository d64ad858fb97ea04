import type { Signature } from './normalise-signature.ts';
import type { WireType } from './signature-schema.ts';

/** Cross-checks no grammar can enforce. Each issue is one sentence that a model can act upon; none means consistent. */
export function checkSignature(signature: Signature): string[] {
  return [...checkNames(signature), ...checkCapabilities(signature), ...checkProperties(signature)];
}

function checkNames({ name, params, returns, failures }: Signature): string[] {
  const issues: string[] = [];
  if (!/[a-z]/.test(name)) issues.push('name: use two or three English words, for example "parse_date"');
  for (const [key, names] of [
    ['params', params.map((param) => param.name)],
    ['returns', returns.map((field) => field.name)],
    ['failures', failures.map((failure) => failure.code)],
  ] as const) {
    for (const [index, value] of names.entries()) {
      if (value === '') issues.push(`${key}[${index}]: the name needs at least one English letter`);
      else if (names.indexOf(value) !== index) issues.push(`${key}[${index}]: the name "${value}" is used twice`);
    }
  }
  for (const [index, failure] of failures.entries()) {
    if (failure.code !== '' && !/^[A-Z][A-Z0-9_]+$/.test(failure.code))
      issues.push(`failures[${index}]: the code must start with a letter and have at least two characters`);
  }
  const firstOptional = params.findIndex((param) => !param.required);
  if (firstOptional >= 0 && params.slice(firstOptional).some((param) => param.required))
    issues.push('params: put the required parameters before the optional ones');
  return issues;
}

function checkCapabilities({ determinism, capabilities }: Signature): string[] {
  if (determinism === 'pure' && capabilities.length > 0)
    return [
      `determinism: "pure" allows no capabilities, but ${capabilities.join(', ')} is listed; use [] or "external"`,
    ];
  if (determinism === 'seeded' && !capabilities.includes('random'))
    return ['determinism: "seeded" needs the capability "random"; if nothing is random, use "pure"'];
  if (determinism === 'external' && capabilities.length === 0)
    return [
      'determinism: "external" needs at least one capability; if the result depends on the arguments alone, use "pure"',
    ];
  return [];
}

function checkProperties({ properties, params, returns, failures }: Signature): string[] {
  const [only] = returns;
  const result = returns.length === 1 && only?.name === '$' ? only.type : null;
  const issues: string[] = [];
  for (const [index, { kind }] of properties.entries()) {
    const reason = propertyMisfit(kind, params, result, failures.length);
    if (reason !== null) issues.push(`properties[${index}]: ${kind} does not fit: ${reason}`);
  }
  return issues;
}

function propertyMisfit(
  kind: Signature['properties'][number]['kind'],
  params: Signature['params'],
  result: WireType | null,
  failureCount: number,
): string | null {
  if (kind === 'never_throws' && failureCount > 0) return 'failures are declared, so the function does throw';
  if (kind === 'idempotent' && (result === null || params[0]?.type !== result))
    return 'the result must have the type of the first parameter';
  if (
    kind === 'length_preserved' &&
    !(params.some(({ type }) => isSized(type)) && (result === null || isSized(result)))
  )
    return 'it needs a string or array parameter and a string or array result';
  if (kind === 'monotonic' && result !== null && result !== 'integer' && result !== 'number')
    return 'the result must be a number';
  if (kind === 'order_independent' && params.length < 2 && !params.some(({ type }) => type.endsWith('[]')))
    return 'it needs an array parameter or several parameters';
  return null;
}

function isSized(type: WireType): boolean {
  return type === 'string' || type.endsWith('[]');
}
