import type { Language } from '../spec-schema.ts';
import { extractFences } from './extract-fences.ts';
import { moduleFacts, type ModuleFacts } from './module-facts.ts';
import { stripThinking } from './strip-thinking.ts';

/** Why no source could be taken from a reply. Nothing is ever completed by guessing. */
export type ExtractionProblem =
  | 'EMPTY'
  | 'THINKING_ONLY'
  | 'UNCLOSED_FENCE'
  | 'NO_CODE'
  | 'TOO_LARGE'
  | 'SYNTAX'
  | 'EXPORT_MISSING'
  | 'IMPORT_MISSING';

export type Extraction =
  | { readonly ok: true; readonly source: string }
  | { readonly ok: false; readonly problem: ExtractionProblem; readonly message: string };

/** What the wanted source must have: the tool's own export, or (a suite) the import of the tool. */
export type WantedSource = { readonly language: Language } & (
  | { readonly exports: string }
  | { readonly imports: string; readonly from: string }
);

const longestSource = 256 * 1024;

/**
 * Takes the one wanted source from a reply that may hold prose, thinking and several blocks: the last complete block that
 * parses and has the wanted export or import. A reply that is nothing but such code, without a fence, counts too.
 */
export function extractSource(reply: string, wanted: WantedSource): Extraction {
  const answer = stripThinking(reply);
  if (answer === null)
    return refuse('THINKING_ONLY', 'The reply opens <think> and never closes it: there is no answer.');
  if (answer.trim() === '') return refuse('EMPTY', 'The reply is empty.');
  if (answer.length > longestSource)
    return refuse(
      'TOO_LARGE',
      `The reply has ${String(answer.length)} characters; at most ${String(longestSource)} are read.`,
    );
  const fences = extractFences(answer);
  if (fences.length === 0) return extractBare(answer, wanted);
  const judged = fences.filter((block) => block.closed).map((block) => judge(block.content, wanted));
  const found = judged.findLast((extraction) => extraction.ok);
  if (found !== undefined) return found;
  if (fences.some((block) => !block.closed))
    return refuse(
      'UNCLOSED_FENCE',
      'The last fenced block is never closed: the reply was cut. Write the whole file, shorter, and close the block.',
    );
  return judged.at(-1) ?? refuse('NO_CODE', 'The reply holds no code.');
}

function extractBare(answer: string, wanted: WantedSource): Extraction {
  const bare = judge(answer, wanted);
  // "Sure:" parses as a label, so the first line must look like code; Python is not parsed here, so it needs a fence.
  const startsAsCode = /^\s*(?:import|export|const|let|type|interface|function|class|\/[/*])/.test(answer);
  return bare.ok && startsAsCode && wanted.language === 'typescript'
    ? bare
    : refuse('NO_CODE', 'The reply holds no fenced block. Put the whole file into one fenced block.');
}

function judge(content: string, wanted: WantedSource): Extraction {
  if (content.trim() === '') return refuse('NO_CODE', 'The fenced block is empty.');
  const facts = moduleFacts(content, wanted.language);
  if (facts.syntaxError !== null) return refuse('SYNTAX', `The code does not parse: ${facts.syntaxError}.`);
  return (
    missingPart(facts, wanted) ?? {
      ok: true,
      source: `${content
        .replaceAll(/\r\n?/g, '\n')
        .replace(/^(?:[ \t]*\n)+/, '')
        .trimEnd()}\n`,
    }
  );
}

function missingPart(facts: ModuleFacts, wanted: WantedSource): Extraction | null {
  if ('exports' in wanted) {
    if (facts.exports.includes(wanted.exports)) return null;
    const found =
      facts.exports.length === 0 ? 'it exports nothing' : `it exports ${facts.exports.slice(0, 5).join(', ')}`;
    return refuse('EXPORT_MISSING', `The code must export a function named ${wanted.exports}; ${found}.`);
  }
  if (facts.imports.get(wanted.from)?.includes(wanted.imports)) return null;
  return refuse('IMPORT_MISSING', `The tests must import ${wanted.imports} from '${wanted.from}'.`);
}

function refuse(problem: ExtractionProblem, message: string): Extraction {
  return { ok: false, problem, message };
}
