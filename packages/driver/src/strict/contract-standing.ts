import { ratificationStanding, type RatificationStanding } from '../core/ratification.ts';
import { readRatifications } from '../read-ratifications.ts';
import type { Session } from '../session.ts';
import { verifyEd25519 } from '../verify-ed25519.ts';
import { strictOf } from './strict-session.ts';

/** Whether the contract, as it is now, is ratified for a task, now. Read anew each time: a revocation counts at once. */
export function contractStanding(session: Session, task: string | null): RatificationStanding {
  const { goal, contractSha256 } = strictOf(session);
  return ratificationStanding({
    contractSha256,
    goalId: goal.id,
    contract: goal.contract,
    task,
    statements: readRatifications(session.paths.ratifications),
    trusted: session.options.ratifiers,
    now: new Date(),
    verify: verifyEd25519,
  });
}
