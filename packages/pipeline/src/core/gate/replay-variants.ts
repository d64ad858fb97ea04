import type { Determinism, Finding, VariantResult } from '../report-schema.ts';
import type { ToolSpec } from '../spec-schema.ts';
import { fieldsOf } from './fields-of.ts';
import { describeReply } from './judge-example.ts';
import { makeFinding } from './make-finding.ts';

/** Surroundings of a tool process. A missing key is left as it is. */
export interface Surroundings {
  readonly timeZone?: string;
  readonly locale?: string;
  readonly clockShiftMs?: number;
  readonly randomSeed?: number;
  readonly directory?: string;
  /** Host name and process id. */
  readonly identity?: string;
}

/** What is changed when recorded calls are repeated; `order`: shuffled, each twice, in one instance of the tool. */
export const variants = {
  rerun: {},
  order: {},
  timeZone: { timeZone: 'Pacific/Kiritimati' },
  locale: { locale: 'de_DE.UTF-8' },
  clock: { clockShiftMs: 400 * 86_400_000 },
  random: { randomSeed: 4242 },
  directory: { directory: '/tmp' },
  identity: { identity: 'elsewhere' },
} as const satisfies Readonly<Record<string, Surroundings>>;
export type VariantName = keyof typeof variants;

const wordings: Readonly<Record<VariantName, string>> = {
  rerun: 'in a second process',
  order: 'after the same calls in another order',
  timeZone: 'in another time zone',
  locale: 'in another locale',
  clock: '400 days later',
  random: 'with other random numbers',
  directory: 'in another working directory',
  identity: 'with another host name and process id',
};

/** A call and how it was answered, encoded. */
export interface AnsweredCall {
  readonly args: unknown;
  readonly reply: unknown;
}

/** The variants that must give the same answers; none for a tool that may depend on the outside. */
export function variantsOf(determinism: ToolSpec['determinism']): readonly VariantName[] {
  if (determinism === 'external') return [];
  const names: VariantName[] = ['rerun', 'order', 'timeZone', 'locale', 'clock', 'random', 'directory', 'identity'];
  return determinism === 'seeded' ? names.filter((name) => name !== 'random') : names;
}

/** What two answers are compared by: everything but the wording of an error. */
export function comparableReply(reply: unknown): string {
  const { seq: _seq, error, ...rest } = fieldsOf(reply);
  const { name, code } = fieldsOf(error);
  return JSON.stringify({ ...rest, ...(error === undefined ? {} : { error: { name, code } }) });
}

/** At most `count` distinct calls, spread evenly over all. */
export function chooseCalls(calls: readonly AnsweredCall[], count: number): readonly AnsweredCall[] {
  const distinct = [...new Map(calls.map((call) => [JSON.stringify(call.args), call])).values()];
  const step = Math.max(1, distinct.length / count);
  return Array.from(
    { length: Math.min(count, distinct.length) },
    (_, index) => distinct[Math.floor(index * step)],
  ).filter((call) => call !== undefined);
}

/** The first call that was answered differently, as a result of the variant. */
export function compareReplies(
  name: VariantName,
  before: readonly AnsweredCall[],
  after: readonly unknown[],
): VariantResult {
  const at = before.findIndex(({ reply }, index) => comparableReply(reply) !== comparableReply(after[index]));
  const call = before[at];
  if (call === undefined) return { name, status: 'same' };
  const input = JSON.stringify(call.args).slice(1, -1).slice(0, 200);
  return {
    name,
    status: 'differs',
    input,
    before: describeReply(fieldsOf(call.reply)),
    after: describeReply(fieldsOf(after[at])),
  };
}

/** What the variants say about the tool; each that differs is told. */
export function determinismFindings(
  determinism: Determinism,
  spec: Pick<ToolSpec, 'functionName' | 'determinism'>,
  toolFile: string,
): readonly Finding[] {
  if (determinism.status !== 'measured')
    return spec.determinism === 'external'
      ? []
      : [makeFinding('determinism.not-run', `the calls were not repeated: ${determinism.reason}`)];
  return determinism.variants
    .filter(({ status }) => status === 'differs')
    .map(({ name, input, before, after }) =>
      makeFinding(
        'determinism.differs',
        `declared "${spec.determinism}", but ${spec.functionName}(${input}) gave ${before} and ${after} ${isVariant(name) ? wordings[name] : name}`,
        { file: toolFile },
      ),
    );
}

function isVariant(name: string): name is VariantName {
  return Object.hasOwn(variants, name);
}
