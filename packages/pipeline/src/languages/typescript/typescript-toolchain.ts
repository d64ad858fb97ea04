import type { LanguageToolchain } from '../../gate/language-toolchain.ts';
import { analyzeTypescript } from './analyze-typescript.ts';
import { judgeProcess } from './judge-process.ts';
import { layOutToolchain } from './lay-out-toolchain.ts';
import { mutantProcess, prepareMutants } from './mutant-process.ts';
import { prepareTool } from './prepare-tool.ts';
import { runLint, runTypeCheck } from './run-static-tools.ts';
import { toolProcess } from './tool-process.ts';

/** TypeScript: Node runs the tool, vitest and fast-check the suites, the TypeScript compiler and oxlint read both. */
export const typescriptToolchain: LanguageToolchain = {
  language: 'typescript',
  prepare: layOutToolchain,
  analyze: analyzeTypescript,
  staticTools: [runTypeCheck, runLint],
  prepareTool: async (context) => prepareTool(context),
  toolProcess,
  repeats: { prepareMutants, mutantProcess },
  judgeProcess,
};
