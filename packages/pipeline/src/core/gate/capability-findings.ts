import type { Finding } from '../report-schema.ts';
import { type Capability, capabilitySchema } from '../spec-schema.ts';
import { fieldsOf } from './fields-of.ts';
import { makeFinding } from './make-finding.ts';

/** Something the tool tried and the sandbox refused, as far as the tool's process told. */
export interface RefusedAttempt {
  readonly capability: Capability;
  /** The error code or the path; foreign text. */
  readonly detail: string;
}

/** Refused attempts out of a message of the tool's process; whatever is no attempt is left out. */
export function readAttempts(message: Readonly<Record<string, unknown>>): readonly RefusedAttempt[] {
  const listed = message['attempts'];
  if (!Array.isArray(listed)) return [];
  return listed.slice(0, 16).flatMap((item: unknown): readonly RefusedAttempt[] => {
    const { capability, detail } = fieldsOf(item);
    const parsed = capabilitySchema.safeParse(capability);
    return parsed.success
      ? [{ capability: parsed.data, detail: typeof detail === 'string' ? detail.slice(0, 200) : '' }]
      : [];
  });
}

/** What refused attempts mean against the declared capabilities; each capability is told once. */
export function capabilityFindings(
  attempts: readonly RefusedAttempt[],
  declared: readonly Capability[],
  toolFile: string,
): readonly Finding[] {
  const told = new Map(attempts.map((attempt) => [attempt.capability, attempt]));
  return [...told.values()].map(({ capability, detail }) => {
    const isDeclared = declared.includes(capability);
    const id = !isDeclared
      ? 'capability.attempted'
      : capability === 'net'
        ? 'capability.refused'
        : 'capability.outside';
    return makeFinding(id, `${wording[id](capability)} (${detail})`, { file: toolFile });
  });
}

const wording = {
  'capability.attempted': (capability: Capability) =>
    `the tool tried what needs "${capability}", which spec.json does not declare, and the sandbox refused it`,
  'capability.refused': (capability: Capability) =>
    `the tool declares "${capability}" and tried to use it; the sandbox of the gate has no network and refused it`,
  'capability.outside': (capability: Capability) =>
    `the tool used "${capability}" outside /scratch and /tmp, and the sandbox refused it`,
};
