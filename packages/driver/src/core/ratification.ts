import { canonicalJson } from './canonical-json.ts';
import { sameIdentity } from './contract.ts';
import type { Ratification, RatificationStatement, Revocation } from './ratification-schema.ts';
import { sha256Hex } from './sha256-hex.ts';
import type { StrictGoal } from './strict-goal-schema.ts';

/** Whether a contract is ratified for a task at a moment; else the nearest reason why not. */
export type RatificationStanding =
  | { readonly kind: 'ratified'; readonly ratification: Ratification }
  | {
      readonly kind:
        | 'contract_not_ratified'
        | 'contract_expired'
        | 'contract_revoked'
        | 'contract_ratified_by_proposer'
        | 'task_not_ratified';
    };

/** A key that may ratify, and whose it is. */
export interface Ratifier {
  readonly id: string;
  /** The member x of the public JWK. */
  readonly publicKey: string;
}

export interface RatificationQuestion {
  readonly contractSha256: string;
  readonly goalId: string;
  readonly contract: StrictGoal['contract'];
  /** Null asks whether any task may land. */
  readonly task: string | null;
  readonly statements: readonly RatificationStatement[];
  /** When given, only these may ratify, whatever the goal file lists. */
  readonly trusted?: readonly Ratifier[] | undefined;
  readonly now: Date;
  /** Checks an Ed25519 signature. */
  readonly verify: (publicKey: string, message: string, signature: string) => boolean;
}

/** The text that the signature of a statement covers. */
export function ratificationMessage({
  signature: _signature,
  ...statement
}: object & { readonly signature?: string }): string {
  return `machinist-ratification-v1\n${canonicalJson(statement)}`;
}

/** The name by which a revocation means a ratification: SHA-256 (hex) over its canonical JSON. */
export function ratificationDigest(ratification: Ratification): string {
  return sha256Hex(canonicalJson(ratification));
}

/** Decides whether the contract stands ratified. A statement that does not verify counts as not made. */
export function ratificationStanding(question: RatificationQuestion): RatificationStanding {
  const { contract, statements, trusted, verify } = question;
  const proposer = contract.proposed_by;
  const listed = contract.ratifiers.map(({ id, public_key: publicKey }) => ({ id, publicKey }));
  const holds = (statement: RatificationStatement): boolean =>
    statement.goal_id === question.goalId &&
    verify(statement.public_key, ratificationMessage(statement), statement.signature);
  const revoked = new Set(
    statements
      .filter((statement): statement is Revocation => statement.statement === 'revocation')
      .filter(({ public_key: key }) =>
        [...listed.map(({ publicKey }) => publicKey), proposer?.public_key].includes(key),
      )
      .filter((statement) => holds(statement))
      .map((statement) => statement.ratification_sha256),
  );
  let nearest: RatificationStanding = { kind: 'contract_not_ratified' };
  for (const statement of statements) {
    if (statement.statement !== 'ratification' || statement.contract_sha256 !== question.contractSha256) continue;
    const known = [listed, ...(trusted === undefined ? [] : [trusted])].every((ratifiers) =>
      ratifiers.some(
        ({ id, publicKey }) => publicKey === statement.public_key && sameIdentity(id, statement.ratified_by),
      ),
    );
    if (!known || !holds(statement)) continue;
    if (isProposer(statement, proposer)) nearest = { kind: 'contract_ratified_by_proposer' };
    else if (revoked.has(ratificationDigest(statement))) nearest = { kind: 'contract_revoked' };
    else if (Date.parse(statement.expires) <= question.now.getTime()) nearest = { kind: 'contract_expired' };
    else if (Date.parse(statement.issued) > question.now.getTime() + clockSkewMs) continue;
    else if (!covers(statement, question.task)) nearest = { kind: 'task_not_ratified' };
    else return { kind: 'ratified', ratification: statement };
  }
  return nearest;
}

const clockSkewMs = 5 * 60_000;

function isProposer(statement: Ratification, proposer: StrictGoal['contract']['proposed_by']): boolean {
  // Without a proposer nobody can be told apart from them.
  if (proposer === undefined) return true;
  return proposer.public_key === statement.public_key || sameIdentity(proposer.id, statement.ratified_by);
}

function covers({ scope }: Ratification, task: string | null): boolean {
  return scope.tasks === 'all' || task === null || scope.tasks.includes(task);
}
