const shortestTellingLine = 12;
const withheld = '(a line of the tests, withheld)';
const gutter = /^\s*(?:>|❯|→)?\s*(?:\d+\s*[|│:]\s?)?/u;
// eslint-disable-next-line no-control-regex -- terminal escapes are exactly what has to go
const terminalEscape = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/**
 * Removes every line of `message` that quotes a line of the tests (code frames do). Inputs, outcomes and messages stay:
 * whoever repairs the code may know what failed, never how it is tested.
 */
export function withholdTestSource(message: string, testSources: readonly string[]): string {
  const telling = new Set(
    testSources
      .flatMap((source) => source.split(/\r?\n/))
      .map(squeeze)
      .filter((line) => line.length >= shortestTellingLine),
  );
  const lines = message.replaceAll(terminalEscape, '').split(/\r?\n/);
  const kept = lines.map((line) => {
    const bare = squeeze(line.replace(gutter, ''));
    const whole = squeeze(line);
    return [...telling].some((source) => bare.includes(source) || whole.includes(source)) ? withheld : line;
  });
  return kept.filter((line, index) => line !== withheld || kept[index - 1] !== withheld).join('\n');
}

function squeeze(line: string): string {
  return line.replaceAll(/\s+/g, ' ').trim();
}
