import { makeFinding } from '../../core/gate/make-finding.ts';
import type { GatePolicy } from '../../core/gate-policy-schema.ts';
import type { Finding } from '../../core/report-schema.ts';
import { contractModule } from './contract-source.ts';

const linePattern =
  /^(?<file>[^\n:]+):(?<line>\d+): (?<kind>error|note): (?<message>.*?)(?: {2}\[(?<code>[a-z-]+)\])?$/;
/** Codes that say a type was not written down, not that one is wrong. */
const annotationCodes = new Set([
  'no-untyped-def',
  'no-untyped-call',
  'type-arg',
  'var-annotated',
  'no-any-return',
  'no-any-unimported',
]);

/** The type checker's output as findings; `undefined` when it says something that is no diagnostic. */
export function readMypyOutput(
  output: string,
  policy: Pick<GatePolicy, 'annotations'>,
): readonly Finding[] | undefined {
  const findings: Finding[] = [];
  for (const text of output.split('\n')) {
    if (text === '') continue;
    const { groups } = linePattern.exec(text) ?? {};
    if (groups === undefined) return undefined;
    const { file, kind, message = '', code = 'misc' } = groups;
    if (kind === 'note') continue;
    const told = `${code}: ${message}`;
    const place = { file, line: Number(groups['line']) };
    if (annotationCodes.has(code) && file !== `${contractModule}.py`)
      findings.push(
        makeFinding('types.annotation-missing', told, {
          ...place,
          effect: policy.annotations === 'warning' ? 'none' : 'fail',
        }),
      );
    // What the contract cannot know of an unannotated tool, the tool's own lines already say.
    else if (file === `${contractModule}.py` && annotationCodes.has(code)) continue;
    else if (file === `${contractModule}.py`) findings.push(makeFinding('types.contract', told, { file: 'tool.py' }));
    else findings.push(makeFinding('types.error', told, place));
  }
  return findings;
}
