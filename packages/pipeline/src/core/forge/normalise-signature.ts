import type { Language } from '../spec-schema.ts';
import { toIdentifier, toKebabCase, toScreamingSnakeCase } from './derive-names.ts';
import type { SignatureWire } from './signature-schema.ts';

/** A signature whose names are safe to use: tool id, identifiers and failure codes are derived by code, not by the model. */
export interface Signature extends Omit<SignatureWire, 'analysis'> {
  readonly functionName: string;
}

/** Repairs every name; what cannot be repaired becomes an empty string, which `checkSignature` reports. */
export function normaliseSignature(wire: SignatureWire, language: Language): Signature {
  const { analysis: _discarded, ...rest } = wire;
  return {
    ...rest,
    name: toKebabCase(wire.name),
    functionName: toIdentifier(wire.name, language, 'tool'),
    capabilities: [...new Set(wire.capabilities)],
    failures: wire.failures.map((failure) => ({ ...failure, code: toScreamingSnakeCase(failure.code) })),
    params: wire.params.map((param) => ({ ...param, name: toIdentifier(param.name, language, 'value') })),
    returns: wire.returns.map((field) => ({
      ...field,
      name: wire.returns.length === 1 && field.name === '$' ? '$' : toIdentifier(field.name, language, 'value'),
    })),
  };
}
