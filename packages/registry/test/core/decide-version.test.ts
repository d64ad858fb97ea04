import { describe, expect, it } from 'vitest';
import { decideVersion } from '../../src/core/decide-version.ts';
import { specFieldsSchema, type SpecFields } from '../../src/core/spec-fields-schema.ts';
import { sampleSpec, type SampleSpec } from '../sample-admission.ts';

function spec(changes: Partial<SampleSpec> = {}): SpecFields {
  return specFieldsSchema.parse(sampleSpec(changes));
}

const [param] = sampleSpec().params;
const [failure] = sampleSpec().failures;

describe('decideVersion', () => {
  it('starts at 1.0.0', () => {
    expect(decideVersion(null, spec())).toEqual({ version: '1.0.0', bump: 'initial', reason: 'first version' });
  });

  it.each<[string, Partial<SampleSpec>]>([
    ['another function name', { functionName: 'toSlug' }],
    ['a parameter more', { params: [param!, { ...param!, name: 'separator', required: false }] }],
    ['another parameter type', { params: [{ ...param!, type: 'json' }] }],
    ['another parameter name', { params: [{ ...param!, name: 'input' }] }],
    ['a parameter that may be left out', { params: [{ ...param!, required: false }] }],
    ['another result', { returns: [{ name: '$', type: 'number', note: '' }] }],
    ['named results', { returns: [{ name: 'slug', type: 'string', note: '' }] }],
  ])('is major for %s', (_, changes) => {
    expect(decideVersion({ version: '1.4.2', spec: spec() }, spec(changes))).toMatchObject({
      version: '2.0.0',
      bump: 'major',
    });
  });

  it.each<[string, Partial<SampleSpec>]>([
    ['a failure more', { failures: [failure!, { ...failure!, code: 'TOO_LONG' }] }],
    ['another example', { examples: [{ args: { text: 'x' }, expect: 'value', value: 'x' }] }],
    ['a property more', { properties: [{ kind: 'never_throws', statement: 'never' }] }],
    ['a capability more', { capabilities: ['clock'] }],
    ['another determinism', { determinism: 'seeded' }],
  ])('is minor for %s', (_, changes) => {
    expect(decideVersion({ version: '1.4.2', spec: spec() }, spec(changes))).toMatchObject({
      version: '1.5.0',
      bump: 'minor',
    });
  });

  it.each<[string, Partial<SampleSpec>]>([
    ['the same spec', {}],
    ['other words', { description: 'Better.' }],
    ['another note on a parameter', { params: [{ ...param!, note: 'other' }] }],
    ['a failure told in other words', { failures: [{ ...failure!, when: 'there is nothing' }] }],
    ['a failure less', { failures: [] }],
    ['an example less', { examples: [] }],
  ])('is a patch for %s', (_, changes) => {
    expect(decideVersion({ version: '1.4.2', spec: spec() }, spec(changes))).toMatchObject({
      version: '1.4.3',
      bump: 'patch',
    });
  });

  it('names what changed', () => {
    const next = spec({ functionName: 'toSlug', returns: [] });
    expect(decideVersion({ version: '1.0.0', spec: spec() }, next).reason).toBe(
      'signature changed: functionName, returns',
    );
  });
});
