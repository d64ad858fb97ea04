import { z } from 'zod';
import type { GatePolicy } from '../gate-policy-schema.ts';
import type { Finding } from '../report-schema.ts';
import { makeFinding } from './make-finding.ts';
import { contractFile, exactContractLine } from './type-check-files.ts';

const diagnosticPattern = /^(?<file>[^\n(]+)\((?<line>\d+),\d+\): error (?<code>TS\d+): (?<message>.*)$/;
/** Codes that say a type was not written down, not that one is wrong. */
const annotationCodes = /^TS70(?:05|06|08|10|11|13|15|16|17|18|19|2[0-9]|3[0-9]|4[0-9]|5[0-9])$/;

/** The compiler's `--pretty false` output as findings; `undefined` when it says something that is no diagnostic. */
export function readTypeDiagnostics(
  output: string,
  policy: Pick<GatePolicy, 'annotations'>,
): readonly Finding[] | undefined {
  const findings: Finding[] = [];
  const contract = new Map<number, string>();
  for (const line of output.split('\n')) {
    // Continuation lines are indented.
    if (line === '' || line.startsWith(' ')) continue;
    const { groups } = diagnosticPattern.exec(line) ?? {};
    if (groups === undefined) return undefined;
    const { file, code = '', message = '' } = groups;
    const text = `${code}: ${message}`;
    if (file === contractFile) contract.set(Number(groups['line']), text);
    else if (annotationCodes.test(code)) {
      const effect = policy.annotations === 'warning' ? 'none' : 'fail';
      findings.push(makeFinding('types.annotation-missing', text, { file, line: Number(groups['line']), effect }));
    } else findings.push(makeFinding('types.error', text, { file, line: Number(groups['line']) }));
  }
  const [broken] = [...contract].toSorted(([left], [right]) => right - left);
  if (broken === undefined) return findings;
  const [line, text] = broken;
  const isNarrower = line === exactContractLine;
  findings.push(
    makeFinding(isNarrower ? 'types.contract-narrower' : 'types.contract', text, {
      file: 'tool.ts',
      ...(isNarrower && policy.annotations === 'warning' ? { effect: 'none' } : {}),
    }),
  );
  return findings;
}

const lintReportSchema = z.object({
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string().optional(),
      filename: z.string(),
      help: z.string().optional(),
      labels: z.array(z.object({ span: z.object({ line: z.int().optional() }) })),
    }),
  ),
});

/** The frozen configuration of the linter. */
export const lintConfiguration = {
  plugins: ['typescript', 'oxc', 'unicorn'],
  categories: { correctness: 'error' },
  env: { builtin: true },
};

/** The linter's JSON output as findings; `undefined` when it is something else. */
export function readLintDiagnostics(output: string, policy: Pick<GatePolicy, 'lint'>): readonly Finding[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(output);
  } catch {
    return undefined;
  }
  const report = lintReportSchema.safeParse(parsed);
  return report.data?.diagnostics.map(({ message, code, filename, labels }) => {
    // Only rules that point at a bug in the tool itself withhold a pass.
    const isStyle =
      policy.lint === 'warning' || filename !== 'tool.ts' || /no-unused|no-useless|^unicorn\(/.test(code ?? '');
    return makeFinding(isStyle ? 'lint.style' : 'lint.problem', `${code ?? 'lint'}: ${message}`, {
      file: filename,
      line: labels[0]?.span.line,
    });
  });
}
