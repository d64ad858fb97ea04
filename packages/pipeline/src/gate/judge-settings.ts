import { createHash } from 'node:crypto';
import { argumentKey } from '../core/gate/argument-key.ts';
import { arrangeArguments } from '../core/gate/judge-example.ts';
import type { GateContext } from './gate-context.ts';
import type { JudgeSettings } from './language-toolchain.ts';

const toolStartMs = 10_000;

/** What the judge of this candidate is told. */
export function judgeSettings({ candidate, policy }: GateContext, isAsync: boolean): JudgeSettings {
  const firstValue = candidate.spec.examples.find((example) => example.expect === 'value');
  return {
    isAsync,
    constant: JSON.stringify(firstValue?.expect === 'value' ? firstValue.value : 0),
    callMs: policy.limits.callMs,
    startMs: toolStartMs,
    propertySeed: seedOf(candidate.files),
    exampleKeys: candidate.spec.examples.map(({ args }) =>
      argumentKey(arrangeArguments(candidate.spec.params, args) ?? [{ unfit: true }]),
    ),
  };
}

/** The same candidate meets the same property values in every run, and another candidate meets others. */
function seedOf(files: Readonly<Record<string, string>>): number {
  const names = Object.keys(files).toSorted();
  const digest = createHash('sha256')
    .update(JSON.stringify(names.map((name) => [name, files[name]])))
    .digest();
  return digest.readInt32BE(0);
}
