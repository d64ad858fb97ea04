import { z } from 'zod';
import type { Signature } from './normalise-signature.ts';
import { wireTypeSchema, type WireType } from './signature-schema.ts';

/** One example as the model writes it; `outcome_value` is ignored when `expect` is `error`. */
export interface ExampleWire {
  /** Absent when the tool has no parameters: an empty object cannot be asked for. */
  readonly args?: Readonly<Record<string, unknown>> | undefined;
  readonly expect: 'value' | 'error';
  readonly outcome_error: string;
  readonly outcome_value: unknown;
}

export interface ExamplesWire {
  readonly analysis: string;
  readonly examples: readonly ExampleWire[];
}

/** The second request, built from the first answer: arguments and outcome have exactly the declared names and types. */
export function examplesRequestSchema(signature: Signature): z.ZodType<ExamplesWire> {
  const codes = signature.failures.map((failure) => failure.code);
  const outcome = {
    expect: z.enum(['value', 'error']),
    outcome_error: z.enum(['none', ...codes]),
    outcome_value: outcomeSchema(signature.returns),
  };
  const takesArguments = signature.params.length > 0;
  const row: z.ZodType<ExampleWire> = takesArguments
    ? z.strictObject({ args: rowsSchema(signature.params), ...outcome })
    : z.strictObject(outcome);
  const rows = z
    .array(row)
    .min(takesArguments ? 2 : 1)
    .max(5);
  const analysis = z.string().min(20).max(600).describe('how you worked the outcomes out');
  return z.strictObject({ analysis, examples: rows }).superRefine((wire, context) => {
    for (const message of checkExamples(wire, codes)) context.addIssue({ code: 'custom', message });
  });
}

function outcomeSchema(returns: Signature['returns']): z.ZodType {
  const [only] = returns;
  return returns.length === 1 && only?.name === '$' ? valueSchema(only.type) : rowsSchema(returns);
}

function rowsSchema(
  rows: readonly { readonly name: string; readonly type: WireType }[],
): z.ZodType<Readonly<Record<string, unknown>>> {
  const sorted = rows.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return z.strictObject(Object.fromEntries(sorted.map((row) => [row.name, valueSchema(row.type)])));
}

function valueSchema(type: WireType): z.ZodType {
  const text = z.string().max(1000);
  const scalars: Partial<Record<WireType, z.ZodType>> = {
    string: text,
    integer: z.int(),
    number: z.number(),
    boolean: z.boolean(),
    object: z.record(z.string(), z.union([text, z.number(), z.boolean()])),
  };
  return scalars[type] ?? z.array(valueSchema(wireTypeSchema.parse(type.slice(0, -2)))).max(10);
}

function checkExamples({ examples }: ExamplesWire, codes: readonly string[]): string[] {
  const issues: string[] = [];
  const seen = new Map<string, number>();
  for (const [index, example] of examples.entries()) {
    if (example.expect === 'value' && example.outcome_error !== 'none')
      issues.push(`examples[${index}]: expect is "value", so outcome_error must be "none"`);
    if (example.expect === 'error' && example.outcome_error === 'none')
      issues.push(`examples[${index}]: expect is "error", so outcome_error must be a declared failure code`);
    if (example.args === undefined) continue;
    const key = JSON.stringify(Object.entries(example.args).toSorted(([left], [right]) => (left < right ? -1 : 1)));
    const earlier = seen.get(key);
    if (earlier !== undefined)
      issues.push(`examples[${index}]: the same arguments as examples[${earlier}]; use other ones`);
    seen.set(key, index);
  }
  if (!examples.some((example) => example.expect === 'value'))
    issues.push('examples: at least one must have expect "value"');
  const demandsError = codes.length > 0 && examples.some((example) => example.args !== undefined);
  if (demandsError && !examples.some((example) => example.expect === 'error'))
    issues.push(`examples: at least one must have expect "error" with one of ${codes.join(', ')}`);
  return issues;
}
