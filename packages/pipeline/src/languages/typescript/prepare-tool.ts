import { randomBytes } from 'node:crypto';
import type { FileCoverageData } from 'istanbul-lib-coverage';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { measureCoverage } from '../../core/gate/measure-coverage.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import { type PreparedTool, toolSource } from '../../gate/language-toolchain.ts';
import { stripTypes } from './strip-types.ts';

/** The tool of a candidate, ready to run. Throws a `SyntaxError` when it does not parse. */
export function prepareTool({ candidate }: Pick<GateContext, 'candidate'>): PreparedTool {
  const coverageName = `coverage${randomBytes(8).toString('hex')}`;
  const { code, emptyCoverage } = addCounters(toolSource(candidate), coverageName);
  return { code, coverageName, measureCoverage: (counters) => measureCoverage(emptyCoverage, counters) };
}

/** Strips the types of a source and adds coverage counters, which lie in the global `coverageName`. */
export function addCounters(
  source: string,
  coverageName: string,
): { readonly code: string; readonly emptyCoverage: FileCoverageData } {
  const instrumenter = createInstrumenter({
    esModules: true,
    compact: false,
    coverageVariable: coverageName,
    // The default looks the global object up through `new Function`, which the tool's process forbids.
    coverageGlobalScope: 'globalThis',
    coverageGlobalScopeFunc: false,
  });
  const code = instrumenter.instrumentSync(stripTypes(source), '/tool/tool.ts');
  return { code, emptyCoverage: instrumenter.lastFileCoverage() };
}
