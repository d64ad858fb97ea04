import { judgePaths, suiteFiles } from '../../core/gate/judge-files.ts';
import { makeFinding } from '../../core/gate/make-finding.ts';
import { lintConfiguration, readLintDiagnostics, readTypeDiagnostics } from '../../core/gate/read-tool-diagnostics.ts';
import { typeCheckFiles } from '../../core/gate/type-check-files.ts';
import type { Finding } from '../../core/report-schema.ts';
import type { SandboxOutcome } from '../../ports.ts';
import { describeOutcome } from '../../gate/describe-outcome.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import { toolSource } from '../../gate/language-toolchain.ts';
import { listUnreadable } from './survives-parsing.ts';
import { toolchainBinds } from './toolchain-binds.ts';

const limits = {
  wallMs: 60_000,
  memoryBytes: null,
  outputBytes: 4 * 1024 * 1024,
  env: { HOME: '/tmp', NO_COLOR: '1' },
  cwd: judgePaths.root,
};

/** The compiler's word on the tool, the suites and the contract, inside a sandbox: it parses what a stranger wrote. */
export async function runTypeCheck(context: GateContext): Promise<readonly Finding[]> {
  if ((await listUnreadable(context.candidate)).length > 0)
    return [makeFinding('types.not-run', 'the type checker was spared a source that nobody can read')];
  const compiler = `${judgePaths.modules}/@typescript/typescript-${process.platform}-${process.arch}/lib/tsc`;
  const run = context.startSandbox('types', {
    command: [compiler, '--project', `${judgePaths.root}/tsconfig.json`, '--pretty', 'false'],
    policy: { ...limits, readOnly: toolchainBinds(context.toolchain, 'all') },
    files: typeCheckFiles(context.candidate),
  });
  const outcome = await run.result;
  const findings = endedByItself(outcome) ? readTypeDiagnostics(outcome.stdout, context.policy) : undefined;
  if (findings === undefined || findings.length > 0 !== (outcome.exitCode !== 0)) {
    return [
      ...(findings ?? []),
      makeFinding('types.not-run', `the type checker did not finish as it should (${describeOutcome(outcome)})`),
    ];
  }
  return findings;
}

/** The linter's word on the tool and the suites, inside a sandbox. */
export async function runLint(context: GateContext): Promise<readonly Finding[]> {
  const { candidate } = context;
  if ((await listUnreadable(candidate)).length > 0)
    return [makeFinding('lint.not-run', 'the linter was spared a source that nobody can read')];
  const configuration = `${judgePaths.root}/oxlintrc.json`;
  const run = context.startSandbox('lint', {
    command: [
      judgePaths.node,
      `${judgePaths.modules}/oxlint/bin/oxlint`,
      '--config',
      configuration,
      '--format',
      'json',
      '--no-ignore',
      candidate.toolFile,
      'tests',
    ],
    policy: { ...limits, readOnly: toolchainBinds(context.toolchain, 'all') },
    files: [
      ...suiteFiles(candidate),
      { to: `${judgePaths.root}/${candidate.toolFile}`, content: toolSource(candidate) },
      { to: configuration, content: JSON.stringify(lintConfiguration) },
    ],
  });
  const outcome = await run.result;
  const findings = endedByItself(outcome) ? readLintDiagnostics(outcome.stdout, context.policy) : undefined;
  return (
    findings ?? [makeFinding('lint.not-run', `the linter did not finish as it should (${describeOutcome(outcome)})`)]
  );
}

function endedByItself(outcome: SandboxOutcome): boolean {
  return outcome.status === 'exit' && !outcome.truncated && (outcome.exitCode ?? 99) <= 2;
}
