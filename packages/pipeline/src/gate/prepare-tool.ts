import type { FileCoverageData } from 'istanbul-lib-coverage';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { stripTypes } from './strip-types.ts';

/** The tool as it runs in its sandbox: types stripped, counters added. */
export interface PreparedTool {
  readonly code: string;
  readonly emptyCoverage: FileCoverageData;
}

/** Strips and instruments a tool file. Throws a `SyntaxError` when it does not parse. `coverageName` is the global that holds the counters. */
export function prepareTool(source: string, coverageName: string): PreparedTool {
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
