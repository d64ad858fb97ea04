import { weaveMutants } from '../../../src/core/mutation/weave-mutants.ts';
import type { WovenMutants } from '../../../src/core/mutation/mutant.ts';
import { stripTypes } from '../../../src/languages/typescript/strip-types.ts';

export type Tool = (...args: readonly unknown[]) => unknown;

/** A woven tool that can be called with any mutant. */
export interface WovenTool extends WovenMutants {
  /** The tool with one mutant active (-1: none); `fuel` is how often it may loop or call. */
  readonly load: (mutant?: number, fuel?: number) => Promise<Tool>;
  /** Mutants as `operator: original -> replacement`. */
  readonly shown: readonly string[];
}

/** Weaves the mutants of a TypeScript source whose tool is called `f` unless it is named. */
export function weave(source: string, functionName = 'f'): WovenTool {
  const woven = weaveMutants(stripTypes(source), functionName, { isActive: '$m', burn: '$b' });
  const url = `data:text/javascript,${encodeURIComponent(woven.code)}`;
  return {
    ...woven,
    shown: woven.mutants.map(({ operator, original, replacement }) => `${operator}: ${original} -> ${replacement}`),
    load: async (mutant = -1, fuel = Number.POSITIVE_INFINITY) => {
      const module: { default: (isActive: (id: number) => boolean, burn: () => void) => Tool | Promise<Tool> } =
        await import(url);
      let left = fuel;
      return await module.default(
        (id) => id === mutant,
        () => {
          left -= 1;
          if (left < 0) throw new RangeError('out of fuel');
        },
      );
    },
  };
}
