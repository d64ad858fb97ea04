import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideVerdict } from '../../../src/core/gate/decide-verdict.ts';
import { type FindingId, findingRules, makeFinding } from '../../../src/core/gate/make-finding.ts';

const isFindingId = (id: string): id is FindingId => Object.hasOwn(findingRules, id);
const finding = fc
  .constantFrom(...Object.keys(findingRules))
  .map((id) => (isFindingId(id) ? makeFinding(id, 'm') : makeFinding('tests.none', 'm')));

it('is fail with any evidence against, deferred with only missing evidence, pass with neither', () => {
  fc.assert(
    fc.property(fc.array(finding), (findings) => {
      const effects = new Set(findings.map(({ effect }) => effect));
      expect(decideVerdict(findings)).toBe(effects.has('fail') ? 'fail' : effects.has('defer') ? 'deferred' : 'pass');
    }),
  );
});

it('keeps foreign text of a message on one printable line of bounded length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      const { message } = makeFinding('tests.failed', text);
      expect(message.length).toBeLessThanOrEqual(603);
      expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\n]/u);
    }),
  );
});
