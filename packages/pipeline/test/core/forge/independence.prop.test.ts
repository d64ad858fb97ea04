import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScriptedModel, forgeCandidate, type GateReportLike } from '../../../src/index.ts';
import { codeReply, doubleScript } from '../../forge/double-script.ts';

const request = { goal: 'double a number', model: 'm', language: 'typescript' } as const;
const marker = fc.stringMatching(/^[a-z]{12,16}$/).map((letters) => `mark_${letters}`);
const filler = fc.string({ maxLength: 30 }).map((text) => text.replaceAll(/[`<\r\n\\'"*/]/g, ' '));

/** What a code frame does: gutter, arrow, the line of the test. */
function codeFrame(source: string): string {
  return source
    .split('\n')
    .map((line, index) => `${index === 2 ? '  > ' : '    '}${index + 1} | ${line}`)
    .join('\n');
}

function promptOf(model: ReturnType<typeof createScriptedModel>, index: number): string {
  return model.requests[index]?.messages.map(({ content }) => content).join('\n') ?? '';
}

describe('independence of code and tests', () => {
  it('no prompt for tests holds any text of the code', async () => {
    await fc.assert(
      fc.asyncProperty(marker, filler, async (mark, text) => {
        const code = codeReply(`const ${mark} = theNumber; /* ${mark} ${text} */\n  return ${mark} * 2;`);
        const model = createScriptedModel([doubleScript.signature, doubleScript.examples, code, ...doubleScript.tests]);
        const outcome = await forgeCandidate(request, {
          model,
          check: async () => ({ verdict: 'pass', findings: [] }),
        });
        expect(outcome.status).toBe('passed');
        expect(outcome.files['tool.ts']).toContain(mark);
        for (const index of [3, 4, 5]) expect(promptOf(model, index)).not.toContain(mark);
      }),
      { numRuns: 50 },
    );
  });

  it('no repair prompt holds a line of the tests, however the findings quote them', async () => {
    await fc.assert(
      fc.asyncProperty(marker, filler, fc.boolean(), async (mark, text, framed) => {
        const tests = ['unit', 'property', 'abuse'].map((suite) =>
          [
            '```ts',
            "import { expect, it } from 'vitest';",
            "import { doubleIt } from '../tool.ts';",
            `it('${suite}', () => {`,
            `  const ${mark}_${suite} = doubleIt(2); // ${text}`,
            `  expect(${mark}_${suite}).toBe(4);`,
            '});',
            '```',
          ].join('\n'),
        );
        const model = createScriptedModel([
          doubleScript.signature,
          doubleScript.examples,
          doubleScript.wrongCode,
          ...tests,
          doubleScript.code,
        ]);
        let checks = 0;
        const check = async (files: Readonly<Record<string, string>>): Promise<GateReportLike> => {
          checks += 1;
          if (checks > 1) return { verdict: 'pass', findings: [] };
          const quotes = Object.entries(files).filter(([path]) => path.startsWith('tests/'));
          const findings = quotes.map(([file, source]) => ({
            id: 'tests.failed',
            check: 'tests',
            severity: 'error' as const,
            file,
            message: `doubleIt(2) gave 6, expected 4\n${framed ? codeFrame(source) : source}`,
            fix: `look at ${source.split('\n')[4]}`,
          }));
          return { verdict: 'fail', findings };
        };
        const outcome = await forgeCandidate(request, { model, check });
        expect(outcome.status).toBe('passed');
        const repair = promptOf(model, 6);
        expect(repair).toContain('doubleIt(2) gave 6, expected 4');
        expect(repair).not.toContain(mark);
      }),
      { numRuns: 50 },
    );
  });
});
