import { contractDigest } from '../core/contract-digest.ts';
import { ratificationDigest } from '../core/ratification.ts';
import type { Session } from '../session.ts';
import { contractStanding } from './contract-standing.ts';
import { strictOf } from './strict-session.ts';

/** Journals at the start of a session who ratified the contract; in commit mode tells aloud when nobody did. */
export function tellStrictRatification(session: Session): void {
  const { goal } = strictOf(session);
  const { contract } = session.parsed.goal;
  const standing = contractStanding(session, null);
  if (standing.kind === 'ratified' && contract) {
    const { ratified_by: actor, expires } = standing.ratification;
    session.record({
      event: 'contract_ratified',
      contract: contractDigest(contract),
      actor,
      proposed_by: goal.contract.proposed_by?.id ?? null,
      ratification: ratificationDigest(standing.ratification),
      expires,
    });
  } else if (goal.mode === 'commit') {
    session.alert('contract', null, `contract of '${goal.goal}': ${standing.kind}; every commit will be denied`);
  }
}
