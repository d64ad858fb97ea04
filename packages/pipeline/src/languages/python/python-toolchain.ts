import type { Candidate } from '../../core/candidate.ts';
import type { LanguageToolchain } from '../../gate/language-toolchain.ts';
import { analyzePython, readPython } from './analyze-python.ts';
import { measureCounters } from './measure-counters.ts';
import { preparePython } from './prepare-python.ts';
import { pythonJudgeProcess, pythonToolProcess } from './python-processes.ts';
import { runMypy } from './run-mypy.ts';
import { runPythonLint } from './run-python-lint.ts';

const asyncTools = new WeakSet<Candidate>();

/** Python: the interpreter of the host runs the tool, pytest and Hypothesis the suites; mypy, pyflakes and bandit read. */
export const pythonToolchain: LanguageToolchain = {
  language: 'python',
  prepare: preparePython,
  analyze: async (context) => {
    const analysis = await analyzePython(context);
    if (analysis.isAsync) asyncTools.add(context.candidate);
    return analysis;
  },
  staticTools: [runMypy, runPythonLint],
  prepareTool: async (context) => {
    const { tool, coverageName, analysis } = await readPython(context);
    if (tool === null) throw new SyntaxError(analysis.findings[0]?.message ?? 'the tool file does not parse');
    return { code: tool.code, coverageName, measureCoverage: (counters) => measureCounters(tool.places, counters) };
  },
  toolProcess: pythonToolProcess,
  judgeProcess: (context, run) => pythonJudgeProcess(context, run, asyncTools.has(context.candidate)),
};
