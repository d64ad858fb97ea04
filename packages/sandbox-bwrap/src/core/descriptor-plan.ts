import type { StarterTask } from './starter/starter-calls.ts';

/** What is behind one file descriptor of the launched process. */
export type DescriptorSource =
  /** Bytes that Bubblewrap reads to the end and closes. */
  | { readonly kind: 'bytes'; readonly bytes: string | Uint8Array }
  /** The same, for bytes that are the same object in every run. */
  | { readonly kind: 'constant'; readonly bytes: string | Uint8Array }
  /** A host file that Bubblewrap reads to the end and closes. */
  | { readonly kind: 'host-file'; readonly path: string }
  /** Where Bubblewrap reports the child's pid and exit code. */
  | { readonly kind: 'status' }
  /** Where Bubblewrap waits for one byte before it starts the payload; its inner process also keeps one open as a mark. */
  | { readonly kind: 'gate' }
  /** A two-way stream between harness and payload. */
  | { readonly kind: 'channel' }
  /** A control group's file by which the launcher enters it; closed before the launcher runs. */
  | { readonly kind: 'group'; readonly index: number }
  /** The program that is executed first; closed before the launcher runs. */
  | { readonly kind: 'program'; readonly task: StarterTask }
  /** The null device over a descriptor that would leak; Bubblewrap reads and closes it. */
  | { readonly kind: 'plug' };

/** Descriptors of the launched process from 3 up; 0 to 2 are always standard input, output and error. */
export type DescriptorPlan = ReadonlyMap<number, DescriptorSource>;

/** Hands out descriptor numbers above the channels' range. */
export interface DescriptorAllocator {
  add(source: DescriptorSource): string;
  finish(leaked: readonly number[]): { readonly plan: DescriptorPlan; readonly plugs: readonly string[] };
}

const firstInternal = 10;

/** `channels` keep their own numbers; everything internal goes from 10 up and is closed before the payload starts. */
export function createDescriptorAllocator(channels: readonly number[]): DescriptorAllocator {
  const plan = new Map<number, DescriptorSource>(channels.map((channel) => [channel, { kind: 'channel' }]));
  let next = firstInternal;
  return {
    add(source) {
      plan.set(next, source);
      next += 1;
      return String(next - 1);
    },
    finish(leaked) {
      const open = leaked.filter((descriptor) => descriptor > 2 && !plan.has(descriptor));
      for (const descriptor of open) plan.set(descriptor, { kind: 'plug' });
      return { plan, plugs: open.map(String) };
    },
  };
}
