import { describe, expect, it } from 'vitest';
import { findMountConflict } from '../../src/core/mount-conflict.ts';

const at = (label: string, to: string, isDirectory: boolean) => ({ label, to, isDirectory });

describe('findMountConflict', () => {
  it('allows a file or folder inside a mounted folder, and look-alike names beside it', () => {
    expect(findMountConflict([at('a', '/w', true), at('b', '/w/x', false), at('c', '/wx', false)])).toBeNull();
  });

  it('refuses the same place twice', () => {
    expect(findMountConflict([at('a', '/w', true), at('b', '/w', true)])).toContain('a and b are both /w');
  });

  it('refuses something below a file, in either order', () => {
    expect(findMountConflict([at('a', '/w', false), at('b', '/w/x', false)])).toContain('b (/w/x) lies below a (/w)');
    expect(findMountConflict([at('b', '/w/x', false), at('a', '/w', false)])).toContain('b (/w/x) lies below a (/w)');
  });
});
