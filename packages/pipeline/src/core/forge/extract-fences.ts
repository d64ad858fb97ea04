export interface FencedBlock {
  /** The word after the opening marks, lower case; empty when there is none. */
  readonly tag: string;
  readonly content: string;
  /** False when the text ends before the closing marks. */
  readonly closed: boolean;
}

const openingPattern = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^\s`]*)[^`]*$/;

/** All fenced blocks of a Markdown text, in order; an indented fence (in a list) is dedented. Line ends become LF. */
export function extractFences(text: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { readonly indent: number; readonly marks: string; readonly tag: string; readonly lines: string[] } | null =
    null;
  for (const line of text.replaceAll(/\r\n?/g, '\n').split('\n')) {
    if (open === null) {
      const [, indent = '', marks, tag = ''] = openingPattern.exec(line) ?? [];
      if (marks !== undefined) open = { indent: indent.length, marks, tag: tag.toLowerCase(), lines: [] };
    } else if (closes(line, open.marks)) {
      blocks.push({ tag: open.tag, content: open.lines.join('\n'), closed: true });
      open = null;
    } else {
      open.lines.push(dedent(line, open.indent));
    }
  }
  if (open !== null) blocks.push({ tag: open.tag, content: open.lines.join('\n'), closed: false });
  return blocks;
}

function closes(line: string, marks: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= marks.length && trimmed === marks.charAt(0).repeat(trimmed.length);
}

function dedent(line: string, indent: number): string {
  const leading = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(indent, leading));
}
