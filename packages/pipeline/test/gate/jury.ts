import type { CandidateFiles } from '../../src/core/candidate.ts';
import type { GateReport } from '../../src/core/report-schema.ts';
import type { PolicyChoice } from '../../src/core/resolve-policy.ts';
import { checkCandidateFiles } from '../../src/gate/check-candidate.ts';
import { prepareToolchain } from '../../src/toolchain/prepare-toolchain.ts';
import { createBwrapSandbox } from '../bwrap-sandbox.ts';

const atOnce = 2;

export interface Case {
  readonly name: string;
  readonly files: CandidateFiles;
  readonly policy?: PolicyChoice;
}

/** Judges many candidates with one tool chain. */
export interface Jury {
  /** Judges all of them, two at a time. */
  readonly judgeAll: (cases: readonly Case[]) => Promise<void>;
  readonly reportOf: (name: string) => GateReport;
}

export async function createJury(): Promise<Jury> {
  const sandbox = createBwrapSandbox();
  const toolchain = await prepareToolchain();
  const reports = new Map<string, GateReport>();
  return {
    async judgeAll(cases) {
      const waiting = [...cases];
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const { name, files, policy = 'standard' } = next;
          reports.set(name, await checkCandidateFiles(files, { sandbox, toolchain, policy }));
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
    },
    reportOf(name) {
      const report = reports.get(name);
      if (report === undefined) throw new Error(`${name} was not judged`);
      return report;
    },
  };
}
