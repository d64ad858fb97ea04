import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderHtmlReport } from '../../../src/render/html/render-html-report.ts';
import { hostileText, sampleReport } from '../sample-report.ts';

const page = (text: string): string => {
  const { report, files } = sampleReport(text);
  return renderHtmlReport(report, files);
};
/** Every tag of a page with its attributes' names, without their values. */
const tagsOf = (html: string): readonly string[] =>
  [...html.replace(/<style>[\s\S]*?<\/style>/, '<style></style>').matchAll(/<[^>]*>/g)].map(([tag]) =>
    tag.replaceAll(/"[^"]*"/g, '""'),
  );

describe('a report page', () => {
  it('allows its own style sheet and nothing else: no script, no picture, no request, no form', () => {
    const html = page('plain');
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(html).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect(html).not.toMatch(/<script|<img|<link|<iframe|\bsrc=|\bstyle=|\bon\w+=|https?:|url\(|@import/i);
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
  });

  it('has the same tags whatever a hostile candidate writes', () => {
    expect(tagsOf(page(hostileText))).toEqual(tagsOf(page('plain')));
    expect(page(hostileText)).not.toContain('<img');
    expect(page(hostileText)).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('has the same tags whatever text it is given, and no control character or direction mark', () => {
    const bits = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '`',
      '/',
      '=',
      '-',
      '!',
      'script',
      'a',
      ' ',
      '\u001B',
      '\u0000',
      '\u202E',
      'ſ',
    );
    const plain = tagsOf(page('plain'));
    fc.assert(
      fc.property(fc.string({ unit: bits, minLength: 1 }), (text) => {
        const html = page(text);
        expect(tagsOf(html)).toEqual(plain);
        expect(html.replaceAll(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });

  it('shows the source with line numbers, what the tests ran, and findings below their line', () => {
    const { report, files } = sampleReport('plain');
    const html = renderHtmlReport(report, files);
    expect(html).toContain(
      '<div class="row covered" id="tool-ts-L1"><span class="number">1</span><span class="text">plain</span></div><div class="row note">',
    );
    expect(html).toContain('<div class="row missed" id="tool-ts-L2"><span class="number">2</span>');
    expect(html).toContain('<div class="row " id="tool-ts-L3"><span class="number">3</span>');
    expect(html).toContain('<a href="#tool-ts-L1">tool.ts:1</a>');
    expect(html).toContain('Next: begin with example.wrong in tool.ts');
  });

  it('marks the changes of the tool that no test noticed', () => {
    const { report, files } = sampleReport('plain');
    const survivor = { file: 'tool.ts', line: 3, operator: 'x', reached: true, missing: 'the <edge>' };
    const mutation = {
      status: 'measured' as const,
      score: 0.5,
      killed: 2,
      survived: 2,
      equivalent: 0,
      survivors: [
        { ...survivor, original: 'a < b', replacement: 'a <= b' },
        { ...survivor, original: 'stop()', replacement: '' },
      ],
    };
    const html = renderHtmlReport(Object.assign(report, { mutation }), files);
    expect(html).toContain('<code>a &lt; b</code> changed to <code>a &lt;= b</code>. Missing: the &lt;edge&gt;');
    expect(html).toContain('<code>stop()</code> left out');
  });
});
