import type { LanguageToolchain, PreparedMutants } from '../../gate/language-toolchain.ts';
import { analyzePython, type PythonAnalysis, readPython } from './analyze-python.ts';
import { measureCounters } from './measure-counters.ts';
import { preparePython } from './prepare-python.ts';
import { pythonJudgeProcess, pythonMutantProcess, pythonToolProcess } from './python-processes.ts';
import { runMypy } from './run-mypy.ts';
import { runPythonLint } from './run-python-lint.ts';

const switchesOf = new WeakMap<PreparedMutants, PythonAnalysis['switches']>();

/** Python: the interpreter of the host runs the tool, pytest and Hypothesis the suites; mypy, pyflakes and bandit read. */
export const pythonToolchain: LanguageToolchain = {
  language: 'python',
  prepare: preparePython,
  analyze: analyzePython,
  staticTools: [runMypy, runPythonLint],
  prepareTool: async (context) => {
    const { tool, coverageName, analysis } = await readPython(context);
    if (tool === null) throw new SyntaxError(analysis.findings[0]?.message ?? 'the tool file does not parse');
    return { code: tool.code, coverageName, measureCoverage: (counters) => measureCounters(tool.places, counters) };
  },
  toolProcess: pythonToolProcess,
  repeats: {
    prepareMutants: async (context) => {
      const { mutants, switches, analysis } = await readPython(context);
      if (mutants === null) throw new SyntaxError(analysis.findings[0]?.message ?? 'the tool file does not parse');
      switchesOf.set(mutants, switches);
      return mutants;
    },
    mutantProcess: (context, mutants, link) =>
      pythonMutantProcess(context, mutants, link, switchesOf.get(mutants) ?? { isActive: '', burn: '' }),
  },
  judgeProcess: pythonJudgeProcess,
};
