import { DriverError } from './errors.ts';

/** Runs a file-system step of the driver's own state; a failure becomes `STATE_WRITE_FAILED`. */
export function writeState<Value>(path: string, step: () => Value): Value {
  try {
    return step();
  } catch (cause) {
    throw new DriverError(
      'STATE_WRITE_FAILED',
      `${path} could not be written (${String(cause)}); free space or fix permissions, then run the same command again`,
      { cause },
    );
  }
}
