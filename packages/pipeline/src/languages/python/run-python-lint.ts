import { z } from 'zod';
import { judgePaths, suiteFiles } from '../../core/gate/judge-files.ts';
import { makeFinding } from '../../core/gate/make-finding.ts';
import type { Finding } from '../../core/report-schema.ts';
import { describeOutcome } from '../../gate/describe-outcome.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import { toolSource } from '../../gate/language-toolchain.ts';
import { parseJson } from './parse-json.ts';
import { pythonBinds, pythonPath } from './python-binds.ts';
import { runtimeFiles } from './runtime-files.ts';
import { staticLimits } from './static-limits.ts';

const lintSchema = z.array(
  z.object({
    file: z.string(),
    line: z.int().nonnegative(),
    code: z.string(),
    message: z.string(),
    grave: z.boolean(),
  }),
);

/** The linters' word (pyflakes on everything, bandit on the tool), inside a sandbox. */
export async function runPythonLint(context: GateContext): Promise<readonly Finding[]> {
  const { candidate, policy, toolchain } = context;
  const run = context.startSandbox('lint', {
    command: [
      pythonPath(toolchain),
      '-I',
      '-B',
      `${judgePaths.runtime}/lint_main.py`,
      candidate.toolFile,
      ...candidate.testFiles,
    ],
    policy: { ...staticLimits, readOnly: pythonBinds(toolchain) },
    files: [
      ...suiteFiles(candidate),
      ...runtimeFiles(judgePaths.runtime, ['lint_main.py']),
      { to: `${judgePaths.root}/${candidate.toolFile}`, content: toolSource(candidate) },
    ],
  });
  const outcome = await run.result;
  const found =
    outcome.status === 'exit' && outcome.exitCode === 0 ? lintSchema.safeParse(parseJson(outcome.stdout)) : undefined;
  if (found?.success !== true)
    return [makeFinding('lint.not-run', `the linters did not finish as they should (${describeOutcome(outcome)})`)];
  return found.data.map(({ file, line, code, message, grave }) => {
    // Only rules that point at a bug in the tool itself withhold a pass.
    const isStyle = policy.lint === 'warning' || file !== candidate.toolFile || !grave;
    return makeFinding(isStyle ? 'lint.style' : 'lint.problem', `${code}: ${message}`, { file, line });
  });
}
