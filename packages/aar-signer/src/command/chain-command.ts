import { resolve } from 'node:path';
import { escapeForeign, stringifyAsciiJson } from '../core/escape-foreign.ts';
import { maximumJsonBytes } from '../core/parse-strict-json.ts';
import { AarError } from '../errors.ts';
import { readBoundedFile } from '../read-bounded-file.ts';
import { verifyChainAgainst, type ChainVerification } from '../verify-chain.ts';
import type { AarCommandContext } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { readArguments } from './read-arguments.ts';
import { policyOptions, readDocuments, readPolicy } from './read-policy.ts';
import { summarise } from './verify-command.ts';

const { resolve: _resolve, ...offline } = policyOptions;
const options = { ...offline, head: { type: 'string' } } as const;

/** `aar chain`: judges all records of one subject as one chain. */
export async function chainCommand(argv: readonly string[], context: AarCommandContext): Promise<number> {
  const { values, positionals: files } = readArguments(argv, options);
  if (files.length === 0) throw new AarError('USAGE', 'chain takes the record files of one subject; see aar --help');
  const documents = await readDocuments(values, context.cwd);
  const inputs = await Promise.all(
    files.map(async (file) => readBoundedFile(resolve(context.cwd, file), maximumJsonBytes)),
  );
  const chain = verifyChainAgainst(inputs, documents, {
    ...readPolicy(values, context),
    ...(values.head === undefined ? {} : { head: values.head }),
  });
  context.stdout.write(
    values.json === true ? `${stringifyAsciiJson(summariseChain(files, chain))}\n` : renderChain(files, chain),
  );
  if (chain.level === 'FAIL') return exitCode.fail;
  return chain.ok ? exitCode.done : exitCode.belowMinimumLevel;
}

function summariseChain(files: readonly string[], chain: ChainVerification): object {
  const { level, ok, code, message, head, subject, order, warnings, results } = chain;
  const named = results.map((result, index) => summarise(files[index] ?? '', result));
  return {
    level,
    ok,
    code,
    message,
    head,
    subject,
    order: order.map((index) => files[index]),
    warnings,
    results: named,
  };
}

function renderChain(
  files: readonly string[],
  { level, ok, code, message, head, order, warnings, results }: ChainVerification,
): string {
  const lines = (order.length > 0 ? order : results.map((_, index) => index)).map((index) => {
    const result = results[index];
    return `  ${result?.level.padEnd(4) ?? ''} ${escapeForeign(files[index] ?? '')}${result?.code === null ? '' : ` (${result?.code ?? ''})`}`;
  });
  if (head !== null) lines.push(`  head ${head}`);
  lines.push(...warnings.map((warning) => `  warn ${warning}`));
  if (message !== null) lines.push(`  fail ${code ?? ''}, ${message}`);
  return `${['chain', ...lines, `  conformance: ${level}${ok ? '' : ` (${code ?? ''})`}`].join('\n')}\n`;
}
