import { SandboxError } from '../errors.ts';

/** What to bring out of `/scratch` when everything inside is dead. */
export interface OutputRequest {
  /** Regular files at most; default 1000. */
  readonly maxFiles?: number;
  /** Bytes of all their contents together at most; default 67108864. They are held in memory. */
  readonly maxBytes?: number;
}

/** A request with its defaults. */
export type OutputCaps = Required<OutputRequest>;

const highest: OutputCaps = { maxFiles: 100_000, maxBytes: 1_073_741_824 };
const defaults: OutputCaps = { maxFiles: 1000, maxBytes: 67_108_864 };

/** Fills in the defaults. Throws SandboxError `INVALID_REQUEST` naming the path. */
export function outputCaps(request: OutputRequest): OutputCaps {
  const cap = (name: keyof OutputCaps): number => {
    const value = request[name] ?? defaults[name];
    if (Number.isInteger(value) && value >= 0 && value <= highest[name]) return value;
    throw new SandboxError(
      'INVALID_REQUEST',
      `The sandbox request is not valid: outputs.${name}: must be an integer from 0 to ${highest[name]}, got ${String(value)}.`,
    );
  };
  return { maxFiles: cap('maxFiles'), maxBytes: cap('maxBytes') };
}
