import { describe, expect, it } from 'vitest';
import { firstUnreachable } from '../../src/core/reachability.ts';

const folder = (path: string, mode: number) => ({ path, mode, isDirectory: true });
const file = (path: string, mode: number) => ({ path, mode, isDirectory: false });

describe('firstUnreachable', () => {
  it('passes what others may enter and read', () => {
    expect(firstUnreachable([folder('/', 0o755), folder('/a', 0o711), file('/a/b', 0o604)])).toBeNull();
  });

  it('names the first closed folder on the way, or the closed source itself', () => {
    expect(firstUnreachable([folder('/', 0o755), folder('/root', 0o700), folder('/root/x', 0o700)])).toBe('/root');
    expect(firstUnreachable([folder('/', 0o755), file('/a', 0o640)])).toBe('/a');
    expect(firstUnreachable([folder('/', 0o755), folder('/a', 0o751)])).toBe('/a');
  });
});
