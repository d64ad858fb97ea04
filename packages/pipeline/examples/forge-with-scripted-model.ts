import { createScriptedModel, forgeCandidate, type GateReportLike } from '@machinist/pipeline';

const replies = [
  '{"analysis":"Multiply by two, nothing can fail.","capabilities":[],"description":"Doubles a number, zero stays zero.","determinism":"pure","failures":[],"name":"double_it","params":[{"name":"n","note":"","required":true,"type":"number"}],"properties":[{"kind":"monotonic","statement":"a larger n, a larger result"}],"returns":[{"name":"$","note":"","type":"number"}]}',
  '{"analysis":"Twice two is four, twice zero is zero.","examples":[{"args":{"n":2},"expect":"value","outcome_error":"none","outcome_value":4},{"args":{"n":0},"expect":"value","outcome_error":"none","outcome_value":0}]}',
  '```ts\nexport function doubleIt(n: number): number {\n  return n * 3;\n}\n```',
  ...['unit', 'property', 'abuse'].map(
    (suite) => `\`\`\`ts\nimport { doubleIt } from '../tool.ts'; // ${suite}\n\`\`\``,
  ),
  'I see the mistake.\n```ts\nexport function doubleIt(n: number): number {\n  return n * 2;\n}\n```',
];

// The real check is `checkCandidateFiles`; this one only looks at one result.
const check = async (files: Readonly<Record<string, string>>): Promise<GateReportLike> =>
  files['tool.ts']?.includes('n * 2')
    ? { verdict: 'pass', findings: [] }
    : {
        verdict: 'fail',
        findings: [
          { id: 'example.wrong', check: 'examples', severity: 'error', message: 'doubleIt(2) gave 6, expected 4' },
        ],
      };

const outcome = await forgeCandidate(
  { goal: 'double a number', model: 'scripted', language: 'typescript' },
  { model: createScriptedModel(replies), check },
);

console.log(outcome.status, Object.keys(outcome.files).join(' '));
for (const { round, report } of outcome.rounds) console.log(`round ${round}: ${report.verdict}`);
console.log(outcome.replies.map(({ stage }) => stage).join(' '));
