import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { maskedProcCandidates, systemFileCandidates, topLevelCandidates } from '../core/host-layout.ts';
import type { HostLayout } from '../core/host-layout.ts';

let cached: HostLayout | undefined;

/** Looks at the host once per process: where programs and libraries are and what /proc shows. */
export function readHostLayout(): HostLayout {
  cached ??= {
    topLevel: topLevelCandidates
      .filter((path) => existsSync(path))
      .map((path) => ({ path, linkTarget: lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null })),
    systemFiles: systemFileCandidates.filter((path) => existsSync(path)),
    maskedProc: maskedProcCandidates.filter((path) => existsSync(path)),
  };
  return cached;
}
