/** True when plain data has a type of the specification, such as `integer[]` or `string | null`. */
export function valueFitsType(value: unknown, type: string): boolean {
  return type.split('|').some((part) => fitsPart(value, part.trim()));
}

function fitsPart(value: unknown, type: string): boolean {
  if (type.endsWith('[]')) return Array.isArray(value) && value.every((item) => fitsPart(item, type.slice(0, -2)));
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'null':
      return value === null;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'json':
      return isJson(value);
    default:
      return false;
  }
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && Object.values(value).every(isJson);
}

interface Row {
  readonly name: string;
  readonly type: string;
}

/** Why named arguments do not have the types of the parameters; `undefined` when they do. */
export function findWrongArgument(
  params: readonly (Row & { readonly required: boolean })[],
  args: Readonly<Record<string, unknown>>,
): string | undefined {
  const wrong = params.find(({ name, type }) => Object.hasOwn(args, name) && !valueFitsType(args[name], type));
  return wrong === undefined ? undefined : `${wrong.name} is ${shown(args[wrong.name])}, not ${wrong.type}`;
}

/** Why a result does not have the form of the specification; `undefined` when it does. */
export function findWrongResult(returns: readonly Row[], value: unknown): string | undefined {
  const [only] = returns;
  if (only !== undefined && returns.length === 1 && only.name === '$')
    return valueFitsType(value, only.type) ? undefined : `the tool gave ${shown(value)}, the spec says ${only.type}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `the tool gave ${shown(value)}, the spec says an object with ${returns.map(({ name }) => name).join(', ')}`;
  const wrong = returns.find(
    ({ name, type }) => !Object.hasOwn(value, name) || !valueFitsType(Reflect.get(value, name), type),
  );
  return wrong === undefined
    ? undefined
    : `the field ${wrong.name} is ${shown(Reflect.get(value, wrong.name))}, the spec says ${wrong.type}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
