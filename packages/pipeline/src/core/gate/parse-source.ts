import { parseSync } from 'oxc-parser';
import { createLineIndex } from './line-index.ts';
import { isNode, type SyntaxNode } from './syntax-node.ts';

export interface ParsedSource {
  readonly file: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly comments: readonly { readonly value: string; readonly start: number }[];
  readonly errors: readonly { readonly message: string; readonly line: number }[];
  /** 1-based line of an offset. */
  readonly lineOf: (offset: number) => number;
}

/** Parses one TypeScript module. Syntax errors are returned, not thrown. */
export function parseSource(file: string, text: string): ParsedSource {
  const lineOf = createLineIndex(text);
  const parsed = parseSync(file, text, { lang: 'ts', sourceType: 'module' });
  return {
    file,
    text,
    program: toSyntaxNode(parsed.program),
    comments: parsed.comments,
    errors: parsed.errors.map(({ message, labels }) => ({ message, line: lineOf(labels[0]?.start ?? 0) })),
    lineOf,
  };
}

function toSyntaxNode(program: object): SyntaxNode {
  if (!isNode(program)) throw new TypeError('the parser gave no program');
  return program;
}
