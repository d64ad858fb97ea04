import { stripVTControlCharacters, styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/render/render-report.ts';
import { hostileText, sampleReport } from './sample-report.ts';

const plain = { style: (_format: unknown, text: string): string => text };
const view = (text: string, style: Parameters<typeof renderReport>[2] = plain): readonly string[] => {
  const { report, files } = sampleReport(text);
  return renderReport(report, files, style);
};
const style: Parameters<typeof renderReport>[2]['style'] = (format, text) =>
  styleText(format, text, { validateStream: false });

describe('the report on a terminal', () => {
  it('groups findings by check, with a frame of the code, each fix once, counts and the next step', () => {
    expect(view('text').slice(1)).toEqual([
      '  ? static        0.0 s',
      '  ✗ tests         0.0 s  0 of 1 passed',
      '  ✗ examples      0.0 s  0 of 1 as the spec says',
      '  - canaries      not run  0 of 1 broken tools caught',
      '  - mutation      not-run',
      '  - determinism   not-run',
      '',
      'static: 1 short of evidence, 1 remark',
      '  ? lint.problem  tool.ts:1',
      '    text',
      '    >    1 | text',
      '         2 | second',
      '    → text',
      '  · lint.style  tool.ts:1',
      '    text',
      '    >    1 | text',
      '         2 | second',
      '    → text',
      '',
      'tests: 1 against the tool',
      '  ✗ tests.failed  text:2',
      '    text',
      '    → text',
      '',
      'examples: 1 against the tool',
      '  ✗ example.wrong  tool.ts',
      '    text',
      '    → text',
      '',
      'FAIL: there is evidence against the tool or its honesty',
      '2 against the tool, 1 short of evidence, 1 remark',
      'Next: begin with example.wrong in tool.ts: text',
    ]);
  });

  it('shows a few of many alike and says how many there are', () => {
    const { report, files } = sampleReport('text');
    const findings = report.findings.flatMap((finding) => Array.from({ length: 8 }, () => finding));
    const lines = renderReport({ ...report, findings }, files, plain);
    expect(lines.filter((line) => line.includes('✗ tests.failed'))).toHaveLength(5);
    expect(lines).toContain('    … and 3 more tests.failed; the report has them all');
    expect(lines.filter((line) => line === '    → text')).toHaveLength(4);
  });

  it('writes no control character or direction mark of a candidate', () => {
    const lines = view(hostileText);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    expect(lines.join('\n')).toContain('\\u001b[2J\\u202e');
  });

  it('has the same lines with colour and without', () => {
    const colourful = view('text', { style });
    expect(colourful.join('\n')).toContain('\u001B[31m');
    expect(colourful.map((line) => stripVTControlCharacters(line))).toEqual(view('text'));
  });
});
