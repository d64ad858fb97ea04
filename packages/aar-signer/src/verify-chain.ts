import { checkChain } from './core/check-chain.ts';
import { reachesLevel, type ConformanceLevel } from './core/grade-record.ts';
import { refuse, type RefusalCode } from './core/refusal-code.ts';
import { verifyAgainst, type Verification, type VerifyRecordOptions } from './verify-record.ts';

/** {@link VerifyRecordOptions}, and where the chain is known to end. */
export interface VerifyChainOptions extends Omit<VerifyRecordOptions, 'log' | 'evidence' | 'acceptLegacy'> {
  /**
   * Hash of the last record ({@link hashRecord}), from somewhere else than the records. Without it a cut tail cannot be
   * seen, and no L3 is granted.
   */
  readonly head?: string;
}

/** The outcome for a whole chain. */
export interface ChainVerification {
  /** Level of its weakest record; L3 when every record reaches L2 and the chain is complete up to the head asked for. */
  readonly level: ConformanceLevel;
  readonly ok: boolean;
  readonly code: RefusalCode | null;
  /** Why not, safe to print. */
  readonly message: string | null;
  /** Hash of the last record: keep it, and the next verification shows that nothing was cut off. */
  readonly head: string | null;
  /** The subject of all records. */
  readonly subject: string | null;
  /** Each record's own outcome, in the order of the input. */
  readonly results: readonly Verification[];
  /** Positions in the input, first record first; empty for a broken chain. */
  readonly order: readonly number[];
  readonly warnings: readonly string[];
}

/** Verifies all records of one subject, in any order, as one chain of `prior` hashes. Never throws for what they hold. */
export function verifyChain(
  inputs: readonly (Uint8Array | string)[],
  options: VerifyChainOptions = {},
): ChainVerification {
  return verifyChainAgainst(inputs, options.didDocuments ?? [], options);
}

/** {@link verifyChain} with documents that nobody has looked at yet. */
export function verifyChainAgainst(
  inputs: readonly (Uint8Array | string)[],
  didDocuments: readonly unknown[],
  options: Omit<VerifyChainOptions, 'didDocuments'>,
): ChainVerification {
  const { head, minimumLevel = 'L0', ...single } = options;
  const results = inputs.map((input) => verifyAgainst(input, didDocuments, single));
  const fail = (code: RefusalCode, message: string): ChainVerification => ({
    level: 'FAIL',
    ok: false,
    code,
    message,
    head: null,
    subject: null,
    results,
    order: [],
    warnings: [],
  });
  for (const [index, { code, ok, checks }] of results.entries()) {
    if (!ok && code !== null) return fail(code, `record ${index + 1}: ${checks.at(-1)?.message ?? ''}`);
  }
  const records = results.flatMap(({ record }) => (record === null ? [] : [record]));
  const chain = checkChain(records);
  if (!chain.ok) return fail(chain.code, chain.message);
  if (head !== undefined && head !== chain.head) {
    return fail('CHAIN_HEAD_MISMATCH', `the chain ends at ${chain.head}, not at the head asked for`);
  }
  const weakest = results.reduce<ConformanceLevel>((low, { level }) => (reachesLevel(level, low) ? low : level), 'L3');
  const level = head !== undefined && reachesLevel(weakest, 'L2') ? 'L3' : weakest;
  const shortfall = reachesLevel(level, minimumLevel)
    ? null
    : refuse('BELOW_MINIMUM_LEVEL', `${level} reached, ${minimumLevel} demanded`);
  const warnings = new Set(results.flatMap((result) => result.warnings.filter((warning) => !isAnswered(warning))));
  if (head === undefined)
    warnings.add(
      `CHAIN_HEAD_UNKNOWN: nothing says that ${chain.head} is the last record; pass its hash as head for L3`,
    );
  return {
    level,
    ok: shortfall === null,
    code: shortfall?.code ?? null,
    message: shortfall?.message ?? null,
    head: chain.head,
    subject: records[0]?.subject ?? null,
    results,
    order: chain.order,
    warnings: [...warnings],
  };
}

/** The chain itself answers what single records leave open. */
function isAnswered(warning: string): boolean {
  return warning.startsWith('HISTORY_NOT_CHECKED: prior present');
}
