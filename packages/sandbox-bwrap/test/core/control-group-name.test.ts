import { describe, expect, it } from 'vitest';
import { controlGroupName, parseControlGroupName } from '../../src/core/control-group-name.ts';

describe('controlGroupName', () => {
  it('is read back to its maker', () => {
    const owner = { pidNamespace: '4026531836', pid: 12, startTicks: '345' };
    expect(parseControlGroupName(controlGroupName(owner, 7))).toEqual(owner);
  });

  it.each(['system.slice', 'machinist-sandbox-1-2', 'x-machinist-sandbox-1-2-3-4'])(
    'leaves the foreign group %s alone',
    (name) => {
      expect(parseControlGroupName(name)).toBeNull();
    },
  );
});
