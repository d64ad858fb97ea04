import semver from 'semver';
import { z } from 'zod';
import { RegistryError } from '../errors.ts';

/** A tool id: lower-case letters, digits and single hyphens, 1 to 64 characters. */
export const toolIdSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens');

/** A version: `major.minor.patch`, nothing else. */
export const versionSchema = z
  .string()
  .max(64)
  .refine((text) => /^\d+\.\d+\.\d+$/.test(text) && semver.valid(text) === text, 'must be major.minor.patch');

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');

export const timestampSchema = z.iso.datetime();

/** Throws INVALID_TOOL_ID unless `text` is a tool id. */
export function assertToolId(text: string): void {
  if (toolIdSchema.safeParse(text).success) return;
  throw new RegistryError(
    'INVALID_TOOL_ID',
    `${JSON.stringify(text)} is no tool id: use 1 to 64 lower-case letters, digits and single hyphens.`,
  );
}

/** Throws INVALID_VERSION unless `text` is a version. */
export function assertVersion(text: string): void {
  if (versionSchema.safeParse(text).success) return;
  throw new RegistryError('INVALID_VERSION', `${JSON.stringify(text)} is no version: use major.minor.patch.`);
}
