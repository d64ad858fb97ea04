import type { GatePolicy } from '../gate-policy-schema.ts';
import type { Finding } from '../report-schema.ts';
import type { ToolSpec } from '../spec-schema.ts';
import { type FindingId, makeFinding } from './make-finding.ts';

/** What one declared test says of the spec, in no particular language. */
export interface TestTrace {
  readonly file: string;
  /** Group titles and own title, as far as they are written out. */
  readonly title: string;
  /** Every text that is written in the test, its tables and its helpers. */
  readonly strings: readonly string[];
  /** It asserts something about the tool. */
  readonly asserts: boolean;
  /** The runner counts its assertions, so that a test that reaches none can be told. */
  readonly isCounted: boolean;
  /** It asserts over generated inputs. */
  readonly isProperty: boolean;
}

/** The indices of the spec's examples whose exact input some test gave to the tool; `undefined` when nobody looked. */
export type ExercisedExamples = ReadonlySet<number> | undefined;

/**
 * Every example, failure code and property of the spec must be traced to a test that asserts something about the tool:
 * an example by its exact input or its name, a failure code by its name, a property by its name, kind or words.
 */
export function traceFindings(
  spec: ToolSpec,
  traces: readonly TestTrace[],
  exercised: ExercisedExamples,
  policy: Pick<GatePolicy, 'traceability'>,
): readonly Finding[] {
  const proving = traces.filter(({ asserts }) => asserts);
  const findings: Finding[] = [];
  const report = (id: FindingId, message: string): void =>
    void findings.push(
      makeFinding(id, message, { file: 'spec.json', ...(policy.traceability === 'warning' ? { effect: 'none' } : {}) }),
    );
  for (const [index, { args }] of spec.examples.entries()) {
    const number = index + 1;
    const isNamed = proving.some(({ title }) => names(title, 'example', number));
    if (isNamed || exercised === undefined || exercised.has(index)) continue;
    const shown = spec.params.map(({ name }) => JSON.stringify(args[name])).join(', ');
    report('trace.example', `no test asks what example ${number} asks: ${spec.functionName}(${shown.slice(0, 120)})`);
  }
  for (const { code } of spec.failures) {
    const pattern = new RegExp(`(?:^|[^A-Z0-9_])${code}(?:$|[^A-Z0-9_])`);
    if (!proving.some(({ title, strings }) => [title, ...strings].some((text) => pattern.test(text))))
      report('trace.failure', `no test expects the failure ${code}`);
  }
  for (const [index, { kind, statement }] of spec.properties.entries()) {
    const number = index + 1;
    const isTraced = proving.some(
      ({ title, isProperty }) =>
        names(title, 'property', number) || (isProperty && (namesKind(title, kind) || sharesWords(title, statement))),
    );
    if (!isTraced)
      report('trace.property', `no test over generated inputs checks property ${number} (${kind}): ${statement}`);
  }
  return findings;
}

/** `example 2`, `example #2`, `example-2`, but not `example 21`. */
function names(title: string, what: string, number: number): boolean {
  return new RegExp(`\\b${what}[\\s#_-]*${number}(?!\\d)`, 'i').test(title);
}

function namesKind(title: string, kind: string): boolean {
  if (kind === 'custom') return false;
  return title
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
    .includes(kind);
}

const fillers = new Set(
  'the a an of to and or is are be in on for it its that this with as at by from any every each all same result value gives give'.split(
    ' ',
  ),
);

/** Half of the words that carry meaning. */
function sharesWords(title: string, statement: string): boolean {
  const wanted = wordsOf(statement);
  const said = wordsOf(title);
  const shared = [...wanted].filter((word) => said.has(word)).length;
  return wanted.size > 0 && shared * 2 >= wanted.size;
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return new Set(words.filter((word) => !fillers.has(word)).map((word) => word.replace(/(?:ies|es|s|ed|ing)$/u, '')));
}
