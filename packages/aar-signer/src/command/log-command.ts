import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { escapeForeign } from '../core/escape-foreign.ts';
import type { LogPolicy } from '../core/log/log-policy.ts';
import type { Refusal } from '../core/refusal-code.ts';
import { AarError } from '../errors.ts';
import { auditLog } from '../log/audit-log.ts';
import { formatConsistencyProof, verifyLogConsistency } from '../log/consistency-proof.ts';
import { generateLogKey, importLogKey, readLogKey } from '../log/log-key.ts';
import { readLog } from '../log/log-view.ts';
import { createLog, openLog } from '../log/open-log.ts';
import type { TrustedCheckpoint } from '../log/verify-checkpoint.ts';
import { putFile } from '../put-file.ts';
import { writeNewFile } from '../write-new-file.ts';
import type { AarCommandContext } from './command-context.ts';
import { exitCode } from './exit-code.ts';
import { readArguments, requireOption } from './read-arguments.ts';
import { readLogPolicy, readText } from './read-policy.ts';
import { readSignedRecord } from './read-signed-record.ts';
import { writeResult } from './write-result.ts';

const options = {
  json: { type: 'boolean' },
  origin: { type: 'string' },
  key: { type: 'string' },
  out: { type: 'string' },
  old: { type: 'string' },
  'log-policy': { type: 'string' },
} as const;

type Values = ReturnType<typeof readArguments<typeof options>>['values'];

/** What one `aar log` verb gets: its options, what stands after it, and the outside. */
interface LogCall {
  readonly values: Values;
  readonly first: string;
  readonly rest: readonly string[];
  readonly context: AarCommandContext;
}

const verbs: Readonly<Record<string, (call: LogCall) => Promise<number>>> = {
  init,
  append,
  prove,
  verify,
  consistency,
  check,
};

/** `aar log`: keeps a transparency log, and judges what another one shows. */
export async function logCommand(argv: readonly string[], context: AarCommandContext): Promise<number> {
  const { values, positionals } = readArguments(argv, options);
  const [verb = '', first, ...rest] = positionals;
  const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (act === undefined || first === undefined) {
    throw new AarError(
      'USAGE',
      `log takes one of ${Object.keys(verbs).join(', ')}, then a folder or a proof; see aar --help`,
    );
  }
  return act({ values, first, rest, context });
}

async function init({ values, first, context }: LogCall): Promise<number> {
  const keyName = requireOption(values.key, 'key');
  const keyPath = resolve(context.cwd, keyName);
  const text = generateLogKey(requireOption(values.origin, 'origin'));
  await writeNewFile(keyPath, text, 0o600);
  const key = importLogKey(text, `${keyPath}.checkpoint`);
  try {
    createLog({ directory: resolve(context.cwd, first), key });
  } catch (error) {
    // Ours by exclusive creation a moment ago; a key without its log is of no use.
    await rm(keyPath, { force: true });
    throw error;
  }
  writeResult(
    context,
    values.json,
    { log: first, origin: key.origin, verifierKey: key.verifierKey },
    `log: ${escapeForeign(first)} (origin ${escapeForeign(key.origin)})`,
    `key: ${escapeForeign(keyName)} (mode 0600; keep it secret, and the .checkpoint file that stays beside it)`,
    `policy line: log ${escapeForeign(key.verifierKey)}`,
  );
  return exitCode.done;
}

async function append({ values, first, rest, context }: LogCall): Promise<number> {
  const records = await Promise.all(rest.map(async (file) => readSignedRecord(file, context.cwd)));
  if (records.length === 0)
    throw new AarError('USAGE', 'log append takes a folder and at least one signed record; see aar --help');
  const key = await readLogKey(resolve(context.cwd, requireOption(values.key, 'key')));
  using log = openLog({ directory: resolve(context.cwd, first), key });
  const indexes = log.append(records);
  const entries = rest.map((file, at) => ({ file, index: indexes[at] ?? -1, proof: `${file}.tlog-proof` }));
  for (const { index, proof } of entries) await putFile(resolve(context.cwd, proof), log.prove(index));
  const lines = entries.map(
    ({ file, index, proof }) => `entry ${index}: ${escapeForeign(file)} (${escapeForeign(proof)})`,
  );
  writeResult(context, values.json, { origin: log.origin, size: log.size, entries }, ...lines, `size: ${log.size}`);
  return exitCode.done;
}

async function prove({ values, first, rest, context }: LogCall): Promise<number> {
  const [file, ...others] = rest;
  if (file === undefined || others.length > 0)
    throw new AarError('USAGE', 'log prove takes a folder and one signed record; see aar --help');
  const log = readLog(resolve(context.cwd, first));
  const index = log.find(await readSignedRecord(file, context.cwd));
  if (index === null)
    throw new AarError('LOG_ENTRY_MISSING', `${escapeForeign(first)} does not hold ${escapeForeign(file)}; append it`);
  const proof = values.out ?? `${file}.tlog-proof`;
  await putFile(resolve(context.cwd, proof), log.prove(index));
  writeResult(
    context,
    values.json,
    { file, index, proof },
    `entry ${index}: ${escapeForeign(file)} (${escapeForeign(proof)})`,
  );
  return exitCode.done;
}

async function verify(call: LogCall): Promise<number> {
  const { values, first, context } = call;
  const policy = await policyOf(call);
  const directory = resolve(context.cwd, first);
  const audited = auditLog(directory, policy);
  if (!audited.ok || values.old === undefined) return judge(call, audited);
  const old = await readText(values.old, context.cwd);
  const log = readLog(directory);
  const proof = log.proveConsistency(Math.min(sizeOf(old), log.size));
  return judge(
    call,
    verifyLogConsistency(old, formatConsistencyProof(Math.min(sizeOf(old), log.size), proof, log.checkpoint), policy),
  );
}

async function consistency({ values, first, context }: LogCall): Promise<number> {
  const old = sizeOf(await readText(requireOption(values.old, 'old'), context.cwd));
  const log = readLog(resolve(context.cwd, first));
  const text = formatConsistencyProof(old, log.proveConsistency(old), log.checkpoint);
  if (values.out === undefined) context.stdout.write(text);
  else await putFile(resolve(context.cwd, values.out), text);
  return exitCode.done;
}

async function check(call: LogCall): Promise<number> {
  const { values, first, context } = call;
  const old = await readText(requireOption(values.old, 'old'), context.cwd);
  return judge(call, verifyLogConsistency(old, await readText(first, context.cwd), await policyOf(call)));
}

function judge({ values, first, context }: LogCall, result: TrustedCheckpoint | Refusal): number {
  if (!result.ok) {
    const { code, message } = result;
    writeResult(
      context,
      values.json,
      { ok: false, code, message },
      `fail: ${escapeForeign(first)}: ${code}, ${message}`,
    );
    return exitCode.fail;
  }
  const { checkpoint, witnesses } = result;
  const { origin, size } = checkpoint;
  const line = `pass: ${escapeForeign(origin)}, ${size} entries, ${witnesses.length} witnesses`;
  writeResult(context, values.json, { ok: true, code: null, origin, size, witnesses }, line);
  return exitCode.done;
}

async function policyOf({ values, context }: LogCall): Promise<LogPolicy> {
  return readLogPolicy(requireOption(values['log-policy'], 'log-policy'), context.cwd);
}

/** Size that a checkpoint claims; whether it is signed is checked where it counts. */
function sizeOf(checkpoint: string): number {
  const size = Number(checkpoint.split('\n')[1] ?? '');
  return Number.isSafeInteger(size) && size >= 0 ? size : 0;
}
