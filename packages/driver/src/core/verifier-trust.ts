import type { Verification } from './driver-state.ts';

/** An answer older than this proves nothing about the tree any more. */
const freshForMs = 3_600_000;

/** Whether a verification can carry a lasting change: it ended by itself, and not long ago. */
export function judgeVerification(
  verification: Pick<Verification, 'exit' | 'stopped' | 'observed_at'> | null,
  nowMs: number,
): { readonly verifierHealthy: boolean; readonly verifierFresh: boolean } {
  if (verification === null) return { verifierHealthy: false, verifierFresh: false };
  const ageMs = nowMs - Date.parse(verification.observed_at);
  return {
    verifierHealthy: verification.stopped === null && verification.exit !== null,
    verifierFresh: ageMs <= freshForMs && ageMs > -freshForMs,
  };
}
