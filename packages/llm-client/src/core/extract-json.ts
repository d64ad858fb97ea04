import { matchingEnd } from './matching-end.ts';
import { quote } from './quote.ts';

/** A JSON value found in an answer with the repairs it took, or why there is none. */
export type ExtractedJson =
  | { readonly found: true; readonly value: unknown; readonly repairs: readonly JsonRepair[] }
  | { readonly found: false; readonly problem: string };

/** What was changed around the value; the value's own tokens never are. */
export type JsonRepair = 'byte-order-mark' | 'code-fence' | 'surrounding-text' | 'trailing-commas';

/** Reads the JSON of an answer. Repairs are tried in a fixed order, each is named, and none invents a value. */
export function extractJson(answer: string): ExtractedJson {
  const repairs: JsonRepair[] = [];
  let text = answer.trim();
  if (answer.startsWith('\uFEFF')) {
    text = answer.slice(1).trim();
    repairs.push('byte-order-mark');
  }
  let result = parse(text);
  if (result.found) return { ...result, repairs };

  const fence = /^```[\w-]*[ \t]*\r?\n([\s\S]*?)\r?\n?```/m.exec(text);
  if (fence && !/[{[]/.test(text.slice(0, fence.index))) {
    text = (fence[1] ?? '').trim();
    repairs.push('code-fence');
    result = parse(text);
    if (result.found) return { ...result, repairs };
  }
  const start = text.search(/[{[]/);
  if (start === -1) return { found: false, problem: `there is no JSON in it: ${quote(answer)}` };
  const end = matchingEnd(text, start);
  if (end === null) return { found: false, problem: 'the JSON document is not closed' };
  if (start > 0 || end < text.length) repairs.push('surrounding-text');
  text = text.slice(start, end);
  result = parse(text);
  if (result.found) return { ...result, repairs };

  const withoutCommas = dropTrailingCommas(text);
  if (withoutCommas !== text) {
    const repaired = parse(withoutCommas);
    if (repaired.found) return { ...repaired, repairs: [...repairs, 'trailing-commas'] };
  }
  return { found: false, problem: `it is not valid JSON: ${result.problem}` };
}

type Parsed = { readonly found: true; readonly value: unknown } | { readonly found: false; readonly problem: string };

function parse(text: string): Parsed {
  try {
    return { found: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { found: false, problem: error instanceof Error ? error.message : 'unreadable' };
  }
}

function dropTrailingCommas(text: string): string {
  // Strings are matched first and given back whole, so a comma inside one is never touched.
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/gs, (match) => (match === ',' ? '' : match));
}
