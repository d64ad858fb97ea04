import { SandboxError } from '../errors.ts';
import { insidePathProblem } from './inside-path.ts';
import { outputCaps } from './output-request.ts';
import type { OutputRequest } from './output-request.ts';
import type { SandboxPolicyInput } from './policy-schema.ts';

/** One command to run in a sandbox. */
export interface SandboxRequest {
  /** argv as the payload sees it; no shell is involved. The first word is looked up on the policy's PATH, inside. */
  readonly command: readonly string[];
  readonly policy?: SandboxPolicyInput;
  /** Files laid into the sandbox read-only, by content. `to` is an absolute path inside. */
  readonly files?: readonly SandboxFile[];
  /** Bytes for the payload's standard input; without it standard input is empty. */
  readonly stdin?: string | Uint8Array;
  /** File descriptors (3 to 9) that reach the payload as two-way byte streams; every other one is closed. */
  readonly channels?: readonly number[];
  /** Brings the regular files below `/scratch` out, once everything inside is dead. */
  readonly outputs?: OutputRequest;
}

/** A file delivered by content. */
export interface SandboxFile {
  readonly to: string;
  readonly content: string | Uint8Array;
}

/** Linux refuses a single argument of 128 KiB and more (MAX_ARG_STRLEN). */
const argumentBytesMax = 131_071;
const commandBytesMax = 1_048_576;
const filesMax = 512;

/** Throws SandboxError `INVALID_REQUEST` when the request itself, policy aside, cannot be run. */
export function checkRequest(request: SandboxRequest): void {
  checkCommand(request.command);
  for (const [index, file] of (request.files ?? []).entries()) {
    const problem = file.to.includes('\0') ? 'must not contain a NUL character' : insidePathProblem(file.to);
    if (problem !== null) refuse(`files.${index}.to`, problem, file.to);
  }
  if ((request.files ?? []).length > filesMax) {
    refuse('files', `must hold at most ${filesMax} entries; mount a folder with policy.readOnly instead`);
  }
  for (const [index, channel] of (request.channels ?? []).entries()) {
    if (!Number.isInteger(channel) || channel < 3 || channel > 9) {
      refuse(`channels.${index}`, 'must be an integer from 3 to 9', String(channel));
    }
  }
  if (request.outputs !== undefined) outputCaps(request.outputs);
  if (new Set(request.channels).size !== (request.channels ?? []).length) refuse('channels', 'must not repeat');
}

function checkCommand(command: readonly string[]): void {
  const [program] = command;
  if (program === undefined || program === '') refuse('command', 'must start with the name of a program');
  let total = 0;
  for (const [index, word] of command.entries()) {
    if (word.includes('\0')) refuse(`command.${index}`, 'must not contain a NUL character');
    const bytes = new TextEncoder().encode(word).length;
    total += bytes + 1;
    if (bytes > argumentBytesMax) refuse(`command.${index}`, `must be at most ${argumentBytesMax} bytes, got ${bytes}`);
  }
  if (total > commandBytesMax) refuse('command', `must be at most ${commandBytesMax} bytes in all, got ${total}`);
}

function refuse(path: string, problem: string, received?: string): never {
  const shown = received === undefined ? '' : `, got ${JSON.stringify(received.slice(0, 200))}`;
  throw new SandboxError('INVALID_REQUEST', `The sandbox request is not valid: ${path}: ${problem}${shown}.`);
}
