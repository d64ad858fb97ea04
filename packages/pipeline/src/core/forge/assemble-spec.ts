import { specSchema, type Language, type ToolSpec } from '../spec-schema.ts';
import type { ExampleWire, ExamplesWire } from './examples-schema.ts';
import type { Signature } from './normalise-signature.ts';

/**
 * The specification from the two answers. Dependencies stay empty: what a model names is never installed.
 * Throws a ZodError only if the answers were not checked by the request schemas first.
 */
export function assembleSpec(language: Language, signature: Signature, { examples }: ExamplesWire): ToolSpec {
  return specSchema.parse({
    specVersion: 1,
    language,
    name: signature.name,
    functionName: signature.functionName,
    description: signature.description,
    params: signature.params.map(({ name, type, required, note }) => ({ name, type, required, note })),
    returns: signature.returns.map(({ name, type, note }) => ({ name, type, note })),
    failures: signature.failures.map(({ code, when, retryable }) => ({ code, when, retryable })),
    determinism: signature.determinism,
    capabilities: signature.capabilities,
    examples: examples.map((example) =>
      example.expect === 'value'
        ? { args: inParameterOrder(signature, example.args), expect: 'value', value: example.outcome_value }
        : { args: inParameterOrder(signature, example.args), expect: 'error', error: example.outcome_error },
    ),
    properties: signature.properties.map(({ kind, statement }) => ({ kind, statement })),
    dependencies: [],
  });
}

function inParameterOrder(signature: Signature, args: ExampleWire['args'] = {}): Record<string, unknown> {
  return Object.fromEntries(signature.params.map(({ name }) => [name, args[name]]));
}
