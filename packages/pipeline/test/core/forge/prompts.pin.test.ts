import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { codePrompt } from '../../../src/core/forge/code-prompt.ts';
import { examplesPrompt } from '../../../src/core/forge/examples-prompt.ts';
import { normaliseSignature } from '../../../src/core/forge/normalise-signature.ts';
import { promptVersion } from '../../../src/core/forge/prompt.ts';
import { repairPrompt } from '../../../src/core/forge/repair-prompt.ts';
import { signaturePrompt } from '../../../src/core/forge/signature-prompt.ts';
import { signatureWireSchema } from '../../../src/core/forge/signature-schema.ts';
import { testsPrompt } from '../../../src/core/forge/tests-prompt.ts';
import { doubleScript, doubleSpec } from '../../forge/double-script.ts';

const languages = ['typescript', 'python'] as const;
const signature = normaliseSignature(signatureWireSchema.parse(JSON.parse(doubleScript.signature)), 'typescript');
const prompts = languages.flatMap((language) => {
  const spec = { ...doubleSpec, language };
  return [
    signaturePrompt('double a number', language),
    examplesPrompt('double a number', language, signature),
    codePrompt(spec),
    testsPrompt(spec, 'unit'),
    testsPrompt(spec, 'property'),
    testsPrompt(spec, 'abuse'),
    repairPrompt(spec, 'export const a = 1;\n', ['tests: doubleIt(2) gave 6, expected 4']),
  ];
});

describe('prompts', () => {
  it('change only together with promptVersion: stored transcripts are found by their text', () => {
    const digest = createHash('sha256').update(JSON.stringify(prompts)).digest('hex').slice(0, 16);
    expect({ promptVersion, digest }).toEqual({ promptVersion: 'forge@2', digest: 'c15107f111106d55' });
  });

  it('hold no time, no absolute path and no random id', () => {
    const text = JSON.stringify(prompts);
    expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}|\/(?:home|tmp|root|usr)\/|[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  it('for code and tests show the signature, every example, failure and property of the specification', () => {
    for (const [message] of [codePrompt(doubleSpec), testsPrompt(doubleSpec, 'unit')].map((list) => list.slice(-1))) {
      expect(message?.content).toContain('export function doubleIt(theNumber: number): number');
      expect(message?.content).toContain('doubleIt(2) returns 4');
      expect(message?.content).toContain('doubleIt(0) fails with NOT_FINITE');
      expect(message?.content).toContain('monotonic: a larger number gives a larger result');
    }
  });
});
