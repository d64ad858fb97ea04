import type { StrictGoal } from '../core/strict-goal-schema.ts';
import { DriverError } from '../errors.ts';
import type { SerialQueue } from './serial-queue.ts';
import type { StrictRepository } from './strict-repository.ts';
import type { Session } from '../session.ts';

/** What a session of the strict profile has beside the common parts. */
export interface StrictParts {
  readonly repository: StrictRepository;
  /** Landings happen one at a time. */
  readonly inTurn: SerialQueue;
}

/** Goal and parts of a strict session. */
export function strictOf(
  session: Session,
): StrictParts & { readonly goal: StrictGoal; readonly contractSha256: string } {
  const { strict, parsed } = session;
  if (strict === null || parsed.strict === null || parsed.contractSha256 === null)
    throw new DriverError(
      'GOAL_SCHEMA_UNSUPPORTED',
      'this step belongs to the strict profile; the goal file has no "schema": 2',
    );
  return { ...strict, goal: parsed.strict, contractSha256: parsed.contractSha256 };
}
