import { describe, expect, it } from 'vitest';
import { refusalCodes, type RefusalCode } from '@machinist/aar-signer';
import { historyCases } from './fixtures/refusals/history-cases.ts';
import { keyCases } from './fixtures/refusals/key-cases.ts';
import { meaningCases } from './fixtures/refusals/meaning-cases.ts';
import { readingCases } from './fixtures/refusals/reading-cases.ts';
import { surfaceCases } from './fixtures/refusals/surface-cases.ts';

const cases = { ...readingCases, ...surfaceCases, ...meaningCases, ...keyCases, ...historyCases };

/** These need a server: test/did-web has their cases. */
const networkCodes = ['DID_HOST_REFUSED', 'DID_FETCH_FAILED', 'DID_RESPONSE_REFUSED'] as const;
const isNetworkCode = (code: RefusalCode): code is (typeof networkCodes)[number] =>
  networkCodes.some((network) => network === code);

describe('every refusal has a case that triggers it and a neighbour that is accepted', () => {
  for (const code of refusalCodes) {
    if (isNetworkCode(code)) continue;
    it.each(cases[code].map((entry) => [entry.why, entry] as const))(`${code}: %s`, (_why, entry) => {
      expect({ refused: entry.refused(), control: entry.control() }).toEqual({ refused: code, control: null });
    });
  }
});
