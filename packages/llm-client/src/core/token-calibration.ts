/** Learns from real counts how far the token estimate is off, per model. */
export interface TokenCalibration {
  /** The worst of the last 20 ratios of real to estimated tokens, at least 1. */
  factor(model: string): number;
  observe(model: string, estimatedTokens: number, realTokens: number): void;
}

const kept = 20;

/** An empty calibration: factor 1 for every model. */
export function createTokenCalibration(): TokenCalibration {
  const ratios = new Map<string, readonly number[]>();
  return {
    factor: (model) => Math.max(1, ...(ratios.get(model) ?? [])),
    observe(model, estimatedTokens, realTokens) {
      if (estimatedTokens <= 0) return;
      ratios.set(model, [...(ratios.get(model) ?? []), realTokens / estimatedTokens].slice(-kept));
    },
  };
}
