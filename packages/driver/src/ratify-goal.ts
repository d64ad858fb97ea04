import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { sameIdentity } from './core/contract.ts';
import { ratificationDigest, ratificationMessage } from './core/ratification.ts';
import {
  ratificationSchema,
  revocationSchema,
  type Ratification,
  type RatificationStatement,
  type Revocation,
} from './core/ratification-schema.ts';
import type { StrictGoal } from './core/strict-goal-schema.ts';
import { DriverError } from './errors.ts';
import type { SignerPort } from './ports.ts';
import { readGoal } from './read-goal.ts';
import { readRatifications } from './read-ratifications.ts';
import { locateState } from './locate-state.ts';
import { writeState } from './write-state.ts';

export interface RatifyOptions {
  readonly goalPath: string;
  readonly signer: SignerPort;
  /** Private key (JWK file) of a ratifier whom the contract lists. */
  readonly keyPath: string;
  /** How long the ratification holds, in milliseconds. */
  readonly forMs: number;
  /** The tasks it covers; all when absent. */
  readonly tasks?: readonly string[] | undefined;
}

export type RevokeOptions = Pick<RatifyOptions, 'goalPath' | 'signer' | 'keyPath'>;

/**
 * Signs the contract of a strict goal as it stands now and keeps the statement beside the goal file. Throws
 * `RATIFICATION_REFUSED` when this key may not ratify it or the goal has no contract to ratify.
 */
export async function ratifyGoal(options: RatifyOptions): Promise<Ratification> {
  const { goal, contractSha256, path } = readStrict(options.goalPath);
  const publicKey = await publicKeyOf(options);
  const proposer = goal.contract.proposed_by;
  if (proposer === undefined)
    throw refused('contract.proposed_by is missing: nobody can be told apart from the proposer');
  const ratifier = goal.contract.ratifiers.find((listed) => listed.public_key === publicKey);
  if (publicKey === proposer.public_key) throw refused(`this is the key of ${proposer.id}, who proposed the contract`);
  if (ratifier === undefined) throw refused(`contract.ratifiers does not list the key ${publicKey}`);
  if (sameIdentity(ratifier.id, proposer.id)) throw refused(`${ratifier.id} proposed the contract`);
  for (const task of options.tasks ?? []) {
    if (!goal.tasks.some(({ id }) => id === task)) throw refused(`there is no task "${task}"`);
  }
  const issued = new Date();
  return append(options, path, ratificationSchema, {
    statement: 'ratification',
    version: 1,
    goal_id: goal.id,
    public_key: publicKey,
    issued: issued.toISOString(),
    contract_sha256: contractSha256,
    scope: { tasks: options.tasks === undefined ? 'all' : [...options.tasks] },
    ratified_by: ratifier.id,
    expires: new Date(issued.getTime() + options.forMs).toISOString(),
    nonce: randomUUID(),
  });
}

/** Takes back every ratification of the contract as it stands. It counts at once, also for a running driver. Throws `RATIFICATION_REFUSED`. */
export async function revokeRatification(options: RevokeOptions): Promise<readonly Revocation[]> {
  const { goal, contractSha256, path } = readStrict(options.goalPath);
  const publicKey = await publicKeyOf(options);
  const holder = [
    ...goal.contract.ratifiers,
    ...(goal.contract.proposed_by === undefined ? [] : [goal.contract.proposed_by]),
  ].find((listed) => listed.public_key === publicKey);
  if (holder === undefined) throw refused(`the contract names nobody with the key ${publicKey}`);
  const made = readRatifications(path).filter(
    (statement): statement is Ratification =>
      statement.statement === 'ratification' && statement.contract_sha256 === contractSha256,
  );
  const revocations: Revocation[] = [];
  for (const ratification of made) {
    revocations.push(
      await append(options, path, revocationSchema, {
        statement: 'revocation',
        version: 1,
        goal_id: goal.id,
        public_key: publicKey,
        issued: new Date().toISOString(),
        ratification_sha256: ratificationDigest(ratification),
        revoked_by: holder.id,
      }),
    );
  }
  return revocations;
}

function readStrict(goalPath: string): {
  readonly goal: StrictGoal;
  readonly contractSha256: string;
  readonly path: string;
} {
  const { strict, contractSha256 } = readGoal(goalPath);
  if (strict === null || contractSha256 === null)
    throw refused(
      'only goals with "schema": 2 are ratified by signature; in the legacy profile contract.ratified_by is a name',
    );
  return { goal: strict, contractSha256, path: locateState(goalPath).ratifications };
}

async function publicKeyOf({ signer, keyPath }: RevokeOptions): Promise<string> {
  const known = await signer.publicKey({ keyPath });
  if (known.status === 'skipped') throw refused(known.reason);
  return known.publicKey;
}

async function append<Statement extends RatificationStatement>(
  { signer, keyPath }: RevokeOptions,
  path: string,
  schema: { parse(value: unknown): Statement },
  unsigned: Omit<Statement, 'signature'>,
): Promise<Statement> {
  const signed = await signer.sign(ratificationMessage(unsigned), { keyPath });
  if (signed.status === 'skipped') throw refused(signed.reason);
  const statement = schema.parse({ ...unsigned, signature: signed.signature });
  writeState(path, () => {
    appendFileSync(path, `${JSON.stringify(statement)}\n`);
  });
  return statement;
}

function refused(reason: string): DriverError {
  return new DriverError('RATIFICATION_REFUSED', `the contract was not ratified: ${reason}`);
}
