import type { ToolSpec } from '../spec-schema.ts';
import { fieldsOf } from './fields-of.ts';
import { decodeValue } from './wire-codec.ts';

type Example = ToolSpec['examples'][number];
type Reply = Readonly<Record<string, unknown>>;

/** An example's named arguments in the order of the parameters; `undefined` when a required one is missing or one is unknown. */
export function arrangeArguments(
  params: ToolSpec['params'],
  args: Readonly<Record<string, unknown>>,
): readonly unknown[] | undefined {
  const known = new Set(params.map(({ name }) => name));
  if (Object.keys(args).some((name) => !known.has(name))) return undefined;
  if (params.some(({ name, required }) => required && !Object.hasOwn(args, name))) return undefined;
  const given = params.map(({ name }) => (Object.hasOwn(args, name) ? args[name] : undefined));
  const lastGiven = params.findLastIndex(({ name }) => Object.hasOwn(args, name));
  return given.slice(0, lastGiven + 1);
}

/** `undefined` when the tool's answer is what the example states, else what came instead. */
export function judgeExample(example: Example, reply: Reply): string | undefined {
  if (example.expect === 'value') {
    return reply['ok'] === true && equalData(decodeValue(reply['value']), example.value)
      ? undefined
      : describeReply(reply);
  }
  const error: unknown = 'thrown' in reply ? decodeValue(reply['thrown']) : reply['error'];
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return reply['ok'] === false && code === example.error ? undefined : describeReply(reply);
}

/** What an example asks for, in a few words. */
export function describeExpected(example: Example): string {
  return example.expect === 'value' ? shorten(JSON.stringify(example.value)) : `an error with code ${example.error}`;
}

/** What a tool answered, in a few words. */
export function describeReply(reply: Reply): string {
  if (reply['ok'] === true) return shorten(JSON.stringify(reply['value']) ?? 'nothing');
  if (typeof reply['notPlain'] === 'string') return `no plain data (${shorten(reply['notPlain'])})`;
  const { name, message, code } = fieldsOf(reply['error'] ?? reply['thrown']);
  return shorten(
    `${typeof code === 'string' ? `an error with code ${code}` : 'an error without a code'} (${String(name)}: ${String(message)})`,
  );
}

/** Equality of plain data: an absent field and an undefined one are the same, and so are 0 and -0. */
export function equalData(left: unknown, right: unknown): boolean {
  if (left === right || Object.is(left, right)) return true;
  if (
    typeof left !== 'object' ||
    typeof right !== 'object' ||
    left === null ||
    right === null ||
    Array.isArray(left) !== Array.isArray(right)
  )
    return false;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => equalData(item, right[index]));
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => equalData(ownValue(left, key), ownValue(right, key)));
}

function ownValue(holder: object, key: string): unknown {
  return Object.hasOwn(holder, key) ? Reflect.get(holder, key) : undefined;
}

function shorten(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}
