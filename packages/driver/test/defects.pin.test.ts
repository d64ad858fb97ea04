import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const table = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'driver-defects.md'), 'utf8');
const rows = [...table.matchAll(/^\| (D\d\d) \|[^|]*\| (.*) \|$/gm)];

/** What of the named tests cannot be found. */
function findMissing(cell: string): string[] {
  return cell.split(' <br> ').filter((named) => {
    const [, file, name] = /^`([^`]+)` › (.+)$/.exec(named) ?? [];
    const path = join(import.meta.dirname, file ?? '');
    if (file === undefined || name === undefined || !existsSync(path)) return true;
    const source = readFileSync(path, 'utf8');
    return !["'", '"', '`'].some((quote) => source.includes(`${quote}${name}${quote}`));
  });
}

it('names an existing test for each of the 34 defects', () => {
  const expected = Array.from({ length: 34 }, (_, index) => `D${String(index + 1).padStart(2, '0')}`);
  expect(rows.map(([, id]) => id)).toEqual(expected);
  expect(rows.flatMap(([, id, cell]) => findMissing(cell ?? '').map((missing) => `${id}: ${missing}`))).toEqual([]);
});

it('would notice a test that is gone', () => {
  expect(findMissing('`crash.int.test.ts` › is not there')).toHaveLength(1);
  expect(findMissing('`no-such-file.test.ts` › x')).toHaveLength(1);
});
