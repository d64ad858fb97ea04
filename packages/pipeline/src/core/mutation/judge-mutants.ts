import type { GatePolicy } from '../gate-policy-schema.ts';
import { makeFinding } from '../gate/make-finding.ts';
import type { Finding, Mutation, Survivor } from '../report-schema.ts';
import type { Mutant } from './mutant.ts';

const maxListed = 20;

/** What became of one mutant. */
export interface MutantResult {
  readonly mutant: Mutant;
  readonly status: 'killed' | 'survived';
  /** A test runs the changed code. */
  readonly reached: boolean;
}

/** The score of a suite; 1 when there is nothing to change. */
export function summarizeMutants(results: readonly MutantResult[], equivalent: number, file: string): Mutation {
  const survivors = results
    .filter(({ status }) => status === 'survived')
    .map(({ mutant, reached }): Survivor => {
      const { line, operator, original, replacement, missing } = mutant;
      return { file, line, operator, original, replacement, missing, reached };
    });
  const killed = results.length - survivors.length;
  const score = results.length === 0 ? 1 : Math.floor((killed / results.length) * 10_000) / 10_000;
  return { status: 'measured', score, killed, survived: survivors.length, equivalent, survivors };
}

/** Compares a score with the policy. Survivors are told one by one where the score does not suffice. */
export function mutationFindings(mutation: Mutation, policy: Pick<GatePolicy, 'mutation'>): readonly Finding[] {
  if (mutation.status !== 'measured')
    return [
      makeFinding('mutation.not-run', `the suites were not tried on mutants: ${mutation.reason}`, {
        effect: policy.mutation.run ? undefined : 'none',
      }),
    ];
  const { score, killed, survived, survivors } = mutation;
  if (score >= policy.mutation.score) return [];
  const [first] = survivors;
  const told = `the suites notice ${killed} of ${killed + survived} small changes of the tool (${score}), the policy asks for ${policy.mutation.score}`;
  return [
    makeFinding('mutation.low', told, { file: first?.file, line: first?.line }),
    ...(score < policy.mutation.weak
      ? [makeFinding('mutation.weak-suite', `below ${policy.mutation.weak} the suites are too weak to tell anything`)]
      : []),
    ...survivors.slice(0, maxListed).map((survivor) => {
      const { file, line, operator, original, replacement, missing, reached } = survivor;
      const change = replacement === '' ? `leaving out \`${original}\`` : `\`${original}\` -> \`${replacement}\``;
      return makeFinding(
        'mutation.survivor',
        `${operator}: ${change} is noticed by no test${reached ? '' : ' (none runs this code)'}; missing: ${missing}`,
        { file, line },
      );
    }),
  ];
}
