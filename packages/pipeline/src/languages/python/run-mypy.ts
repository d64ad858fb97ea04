import { judgePaths } from '../../core/gate/judge-files.ts';
import { makeFinding } from '../../core/gate/make-finding.ts';
import type { Finding } from '../../core/report-schema.ts';
import { describeOutcome } from '../../gate/describe-outcome.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import { toolSource } from '../../gate/language-toolchain.ts';
import { readPython } from './analyze-python.ts';
import { contractModule, contractSource } from './contract-source.ts';
import { pythonBinds, pythonPath } from './python-binds.ts';
import { readMypyOutput } from './read-mypy-output.ts';
import { staticLimits } from './static-limits.ts';

/** The arguments that decide what the checker says, and so whether its cache can be used. */
export function typeCheckArguments(cacheDirectory: string): readonly string[] {
  const output = [
    '--no-error-summary',
    '--show-error-codes',
    '--no-color-output',
    '--hide-error-context',
    '--no-pretty',
  ];
  const checker = ['-I', '-B', '-m', 'mypy', '--strict', '--config-file=', '--no-site-packages'];
  return [...checker, '--cache-dir', cacheDirectory, ...output];
}

/** The type checker's word on the tool and the contract, inside a sandbox: it parses what a stranger wrote. */
export async function runMypy(context: GateContext): Promise<readonly Finding[]> {
  const cacheDirectory = '/opt/machinist/mypy';
  const { candidate, toolchain } = context;
  const run = context.startSandbox('types', {
    command: [pythonPath(toolchain), ...typeCheckArguments(cacheDirectory), candidate.toolFile, `${contractModule}.py`],
    policy: {
      ...staticLimits,
      readOnly: [...pythonBinds(toolchain), { from: `${toolchain.directory}/mypy`, to: cacheDirectory }],
    },
    files: [
      { to: `${judgePaths.root}/${candidate.toolFile}`, content: toolSource(candidate) },
      {
        to: `${judgePaths.root}/${contractModule}.py`,
        content: contractSource(candidate.spec, (await readPython(context)).analysis.isAsync),
      },
    ],
  });
  const outcome = await run.result;
  const endedByItself =
    outcome.status === 'exit' && !outcome.truncated && (outcome.exitCode === 0 || outcome.exitCode === 1);
  const findings = endedByItself ? readMypyOutput(outcome.stdout, context.policy) : undefined;
  if (findings !== undefined && findings.length > 0 === (outcome.exitCode === 1)) return findings;
  return [
    ...(findings ?? []),
    makeFinding('types.not-run', `the type checker did not finish as it should (${describeOutcome(outcome)})`),
  ];
}
