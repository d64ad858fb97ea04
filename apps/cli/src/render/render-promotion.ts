import type { Promotion } from '../compose/promote-candidate.ts';
import { escapeLine } from './escape-text.ts';

/** What a promotion did, in a line or three. */
export function renderPromotion({ outcome, attested }: Promotion): string[] {
  if (outcome.status === 'unchanged') {
    return [`${outcome.toolId} ${outcome.version} is in the registry already, byte for byte; nothing was written.`];
  }
  return [
    `Promoted ${outcome.toolId} ${outcome.version} (${outcome.bump}: ${escapeLine(outcome.reason)})`,
    `  ${escapeLine(outcome.directory)}`,
    attested
      ? '  signed: aar.json, provenance.intoto.json'
      : '  not signed: no key (machinist aar keygen, then --key or MACHINIST_KEY)',
  ];
}
