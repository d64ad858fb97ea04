import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gateReportSchema, type GateReport } from '@machinist/pipeline';
import { describe, expect, it } from 'vitest';
import { copyCandidate } from '../candidates.ts';
import { documentOf, machinist, temporaryFolder } from '../machinist.ts';

interface Judged {
  readonly exitCode: number | undefined;
  readonly report: GateReport;
  /** `id: message` of each finding. */
  readonly said: readonly string[];
}

async function check(fixture: string): Promise<Judged> {
  const cwd = temporaryFolder();
  copyCandidate(fixture, cwd);
  const ended = await machinist(['check', 'candidate', '--json'], { cwd });
  const report = gateReportSchema.parse(documentOf(ended));
  expect(JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))).toStrictEqual(documentOf(ended));
  return { exitCode: ended.exitCode, report, said: report.findings.map(({ id, message }) => `${id}: ${message}`) };
}

// Each refusal stands beside a control that is as like it as honesty allows.
describe('check refuses and says why', () => {
  it.each<[string, string, RegExp]>([
    ['a broken tool', 'broken', /^tests\.failed: .*expected 3600001 to be 3600000/],
    ['a hanging tool', 'hanging', /^tool\.hangs: .*no answer within the time limit/],
    [
      'a socket that nobody declared',
      'socket-undeclared',
      /^capability\.undeclared: node:net needs the capability "net"/,
    ],
    ['a socket that the spec declares', 'socket-declared', /^capability\.refused: .*"net".*no network/],
    ['a write outside /scratch', 'write-outside-undeclared', /^capability\.undeclared: node:fs needs .*"fs_write"/],
    ['a write outside /scratch that the spec declares', 'write-outside-declared', /^tests\.failed: .*restricted/],
  ])('%s', async (_what, fixture, reason) => {
    const { exitCode, report, said } = await check(fixture);
    expect([exitCode, report.verdict]).toStrictEqual([1, 'fail']);
    expect(said).toStrictEqual(expect.arrayContaining([expect.stringMatching(reason)]));
  });

  it.each([
    ['a tool that is right', 'honest'],
    ['a tool that answers late but answers', 'controls/async-sum'],
    ['a tool that uses the file capability it declares, inside /scratch', 'controls/read-scratch'],
  ])('and passes %s', async (_what, fixture) => {
    const { exitCode, report, said } = await check(fixture);
    expect([exitCode, report.verdict, said.filter((text) => text.startsWith('capability.'))]).toStrictEqual([
      0,
      'pass',
      [],
    ]);
  });
});

describe('check for people', () => {
  it('shows the finding with its place, its code and its fix, and where the whole report is', async () => {
    const cwd = temporaryFolder();
    copyCandidate('broken', cwd);
    const ended = await machinist(['check', 'candidate', '--report', 'r.json'], { cwd });
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(/✗ tests\.failed {2}tests\/unit\.test\.ts:\d+/);
    expect(ended.stdout).toMatch(/> +\d+ \| /);
    expect(ended.stdout).toContain('FAIL: there is evidence against the tool or its honesty');
    expect(ended.stdout).toContain('The whole report: r.json');
    // oxlint-disable-next-line no-control-regex
    expect(ended.stdout + ended.stderr).not.toMatch(/\u001b/);
  });
});

describe('check --html', () => {
  it('writes one page that shows a hostile candidate and runs nothing of it', async () => {
    const cwd = temporaryFolder();
    copyCandidate('broken', cwd);
    const attack = '</script></style><img src=x onerror=alert(1)>';
    appendFileSync(join(cwd, 'candidate', 'tool.ts'), `// ${attack}\n`);
    const { exitCode } = await machinist(['check', 'candidate', '--html', 'report.html', '--quiet'], { cwd });
    expect(exitCode).toBe(1);
    const page = readFileSync(join(cwd, 'report.html'), 'utf8');
    expect(page).toContain('&lt;/script&gt;&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;');
    expect(page).not.toContain(attack);
    expect(page).not.toContain('<script');
    expect(page).toMatch(/class="row covered" id="tool-ts-L\d+"/);
    expect(page).toContain('example.wrong');
  });

  it('says with 64 that the page cannot be written, and which option to change', async () => {
    const cwd = temporaryFolder();
    copyCandidate('honest', cwd);
    const { exitCode, stderr } = await machinist(['check', 'candidate', '--html', 'no/such/folder.html'], { cwd });
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/choose another place with --html \[FILE_UNUSABLE\]\n?$/);
  });
});
