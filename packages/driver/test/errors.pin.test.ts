import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DriverError } from '../src/index.ts';

const source = readFileSync(join(import.meta.dirname, '..', 'src', 'errors.ts'), 'utf8');

it('has exactly these error codes', () => {
  expect([...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map((match) => match[1])).toEqual([
    'GOAL_UNREADABLE',
    'GOAL_INVALID',
    'GOAL_SCHEMA_UNSUPPORTED',
    'TASK_TOKEN_UNSAFE',
    'GOAL_EXISTS',
    'RATIFICATION_REFUSED',
    'LOCKED',
    'JOURNAL_INVALID',
    'JOURNAL_FOREIGN',
    'JOURNAL_CUT',
    'OVERRIDE_LOG_INVALID',
    'OVERRIDE_INVALID',
    'TASK_UNKNOWN',
    'OPERATOR_KEY_UNUSABLE',
    'ALERT_CHANNEL_INVALID',
    'ORPHAN_ALIVE',
    'STATE_WRITE_FAILED',
  ]);
});

it('knows its own errors, also those of another copy of the package, and no others', () => {
  expect(DriverError.isInstance(new DriverError('LOCKED', 'x'))).toBe(true);
  const foreign = Object.defineProperty(new Error('x'), Symbol.for('machinist.driver.error'), { value: true });
  expect(DriverError.isInstance(foreign)).toBe(true);
  expect(DriverError.isInstance(new Error('LOCKED'))).toBe(false);
});
