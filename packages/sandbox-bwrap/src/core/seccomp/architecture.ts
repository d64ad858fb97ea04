import { arm64SystemCalls } from './arm64-system-calls.ts';
import { systemCallNumbers } from './system-calls.ts';
import { x64SystemCalls } from './x64-system-calls.ts';

/** A machine that filters can be made for. */
export interface Architecture {
  /** As profiles call it. */
  readonly ociName: string;
  /** AUDIT_ARCH_ value the kernel gives with each call. */
  readonly auditValue: number;
  readonly numbers: ReadonlyMap<string, number>;
  /** The first number of a second calling convention within this one (x32), or null. */
  readonly foreignFrom: number | null;
}

const architectures: Readonly<Record<string, Architecture>> = {
  x64: {
    ociName: 'amd64',
    auditValue: 0xc000_003e,
    numbers: systemCallNumbers(x64SystemCalls),
    foreignFrom: 0x4000_0000,
  },
  arm64: {
    ociName: 'arm64',
    auditValue: 0xc000_00b7,
    numbers: systemCallNumbers(arm64SystemCalls),
    foreignFrom: null,
  },
};

/** The machine Node calls `name` (`process.arch`), or null when no filter can be made for it. */
export function findArchitecture(name: string): Architecture | null {
  return Object.hasOwn(architectures, name) ? (architectures[name] ?? null) : null;
}
