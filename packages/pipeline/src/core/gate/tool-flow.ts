import type { ParsedSource } from './parse-source.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { listFlows } from './list-flows.ts';
import { listUses } from './variable-uses.ts';
import { childNodes, unwrapExpression } from './walk-syntax.ts';

// A chain of variables that runs backwards through the file needs one pass for each link; honest ones are short.
const mostPasses = 64;
const deepestInlining = 5;

/** Which values of a test file come from the tool: directly, through variables, loops, callbacks and helper functions. */
export interface ToolFlow {
  readonly dependsOnTool: (node: SyntaxNode | undefined) => boolean;
  /** The expression with every local constant in it written out; two equal texts ask the tool the same. */
  readonly textOf: (node: SyntaxNode) => string;
}

/**
 * Follows the tool's values through a test file. Insensitive to the order of statements and generous: it would rather
 * believe that a value comes from the tool than refuse an honest test.
 */
export function createToolFlow(source: ParsedSource): ToolFlow {
  const uses = listUses(source);
  const { flows, constants } = listFlows(source.program, uses);
  const tainted = new Set(uses.all.filter(({ isTool }) => isTool).map(({ key }) => key));
  // How many uses before each one carry the tool's values: any range is then one subtraction.
  let before: number[] = [];
  const count = (): void => {
    before = [0];
    for (const { key } of uses.all) before.push((before.at(-1) ?? 0) + (tainted.has(key) ? 1 : 0));
  };
  const dependsOnTool = (node: SyntaxNode | undefined): boolean => {
    if (node === undefined) return false;
    const { from, to } = uses.rangeOf(node);
    return (before[to] ?? 0) > (before[from] ?? 0);
  };
  count();
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const found = flows.filter(({ target, from }) => !tainted.has(target) && from.some(dependsOnTool));
    if (found.length === 0) break;
    for (const { target } of found) tainted.add(target);
    count();
  }

  const textOf = (node: SyntaxNode, depth: number): string => {
    const value = constants.get(uses.keyOf(node) ?? '');
    if (value !== undefined && depth < deepestInlining && dependsOnTool(value)) return textOf(value, depth + 1);
    let text = '';
    let at = node.start;
    for (const child of childNodes(node).toSorted((left, right) => left.start - right.start)) {
      // A shorthand property lies twice at the same place.
      if (child.start < at) continue;
      text += source.text.slice(at, child.start) + textOf(child, depth);
      at = child.end;
    }
    return text + source.text.slice(at, node.end);
  };
  return { dependsOnTool, textOf: (node) => tidy(textOf(unwrapExpression(node) ?? node, 0)) };
}

/** Without what the formatter decides. */
function tidy(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/ ?([()[\]{},;.]) ?/g, '$1');
}
