import type { FindingLike } from './gate-report-like.ts';
import { steadyMessage } from './steady-message.ts';
import { withholdTestSource } from './withhold-test-source.ts';

const mostFindings = 8;
const longestInputMessage = 4000;
const longestMessage = 600;
// Their hint is always the same: correct the tool or the test. Only the tool can be corrected here.
const checksWithoutHint = new Set(['tests', 'examples']);

/** True when every reason for the `fail` lies in the text of the tests, which nothing here may touch. */
export function isBeyondRepair(findings: readonly FindingLike[]): boolean {
  const failing = failingFindings(findings);
  return failing.length > 0 && failing.every(isAboutTestText);
}

/**
 * What a repair prompt may say about a failed check: short, once each, in a fixed order, without any test source and
 * without what changes from run to run, so that the same failure always gives the same prompt.
 */
export function repairFindings(findings: readonly FindingLike[], testSources: readonly string[]): readonly string[] {
  const lines = failingFindings(findings)
    .filter((finding) => !isAboutTestText(finding))
    .map(({ check, message, fix }) => {
      const hint = checksWithoutHint.has(check) ? '' : (fix ?? '');
      const clean = [message, hint]
        .map((text) => steadyMessage(withholdTestSource(text.slice(0, longestInputMessage), testSources)))
        .filter((text) => text !== '')
        .join('\nHint: ');
      return `${check}: ${clean.length > longestMessage ? `${clean.slice(0, longestMessage)} ...` : clean}`;
    });
  return [...new Set(lines)].toSorted().slice(0, mostFindings);
}

function failingFindings(findings: readonly FindingLike[]): readonly FindingLike[] {
  return findings.filter(({ effect, severity }) => (effect === undefined ? severity === 'error' : effect === 'fail'));
}

function isAboutTestText({ check, file }: FindingLike): boolean {
  return check === 'test-quality' || (check === 'static' && file !== undefined && file.startsWith('tests/'));
}
