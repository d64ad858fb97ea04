import { describe, expect, it } from 'vitest';
import { gateName, parseGateLink } from '../../src/core/gate-name.ts';
import { parseProcessStat } from '../../src/core/process-identity.ts';

function fields(state: string): string {
  return [state, ...Array.from({ length: 30 }, (_unused, index) => `f${index + 1}`)].join(' ');
}

describe('parseProcessStat', () => {
  it('reads the start time behind a command name with spaces and parentheses', () => {
    expect(parseProcessStat(`1 (a) b (c) ${fields('S')}`)).toEqual({ startTicks: 'f19', isDead: false });
  });

  it('takes a zombie for dead', () => {
    expect(parseProcessStat(`1 (a) ${fields('Z')}`)?.isDead).toBe(true);
  });

  it('makes nothing of an empty text', () => {
    expect(parseProcessStat('')).toBeNull();
  });
});

describe('parseGateLink', () => {
  const owner = { pidNamespace: '4026531836', pid: 12, startTicks: '345' };

  it('knows the maker of a gate from the link to its deleted file', () => {
    expect(parseGateLink(`/tmp/machinist-sandbox-x/${gateName(owner, 7)} (deleted)`)).toEqual(owner);
  });

  it.each(['/dev/null', 'pipe:[1]', `/tmp/${gateName(owner, 7)}`, `/tmp/x${gateName(owner, 7)} (deleted)`])(
    'leaves %s alone',
    (link) => {
      expect(parseGateLink(link)).toBeNull();
    },
  );
});
