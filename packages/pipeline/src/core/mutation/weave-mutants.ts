import { parseSource } from '../gate/parse-source.ts';
import type { SyntaxNode } from '../gate/syntax-node.ts';
import { childNodes, childOf, walkSyntax } from '../gate/walk-syntax.ts';
import { literalMutations } from './literal-mutations.ts';
import { layOutModule } from './lay-out-module.ts';
import type { Mutant, WovenMutants } from './mutant.ts';
import type { Mutation, MutationSite } from './mutation-site.ts';
import { operatorMutations } from './operator-mutations.ts';
import { structureMutations } from './structure-mutations.ts';

const maxMutants = 2000;
const isStatement = ({ type }: SyntaxNode): boolean => type.endsWith('Statement');
const shown = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 120);
const isFunction = ({ type }: SyntaxNode): boolean => /^(?:Function|ArrowFunction)/.test(type);
const isLoop = ({ type }: SyntaxNode): boolean => /^(?:For|ForOf|ForIn|While|DoWhile)Statement$/.test(type);

/**
 * Writes every mutant of a JavaScript module into one module behind a switch, and a fuel counter into every loop and function.
 * `names.isActive` and `names.burn` are what switch and counter are called in it: unguessable, so that the tool cannot ask them.
 */
export function weaveMutants(
  source: string,
  functionName: string,
  names: { readonly isActive: string; readonly burn: string },
): WovenMutants {
  const { program, lineOf } = parseSource('tool.js', source);
  const textOf = (node: SyntaxNode | undefined): string =>
    node === undefined ? '' : source.slice(node.start, node.end);
  const mutants: Mutant[] = [];
  const alternatives = new Map<SyntaxNode, { readonly id: number; readonly mutation: Mutation }[]>();
  let equivalent = 0;
  walkSyntax(program, (node, ancestors) => {
    const seen = new Set<string>();
    for (const mutation of mutationsOf({ node, ancestors, textOf })) {
      const replacement = mutation.parts.map((part) => (typeof part === 'string' ? part : textOf(part))).join('');
      if (seen.has(replacement) || mutants.length === maxMutants) continue;
      seen.add(replacement);
      if (mutation.isEquivalent === true) {
        equivalent += 1;
        continue;
      }
      const id = mutants.length + 1;
      const { operator, missing } = mutation;
      mutants.push({
        id,
        line: lineOf(node.start),
        operator,
        original: shown(textOf(node)),
        replacement: operator === 'removal' ? '' : shown(replacement),
        missing,
      });
      alternatives.set(node, [...(alternatives.get(node) ?? []), { id, mutation }]);
    }
  });

  const emit = (node: SyntaxNode): string => {
    const plain = insertFuel(node, emitChildren(node));
    const options = alternatives.get(node) ?? [];
    return options.reduceRight((rest, { id, mutation }) => {
      const changed = mutation.parts.map(emitPart).join('');
      const test = `${names.isActive}(${id})`;
      return isStatement(node) ? `if (${test}) {${changed}} else {${rest}}` : `(${test} ? (${changed}) : (${rest}))`;
    }, plain);
  };
  const emitPart = (part: string | SyntaxNode): string =>
    // An alternative runs with its own mutant alone, so what it holds needs no switches; functions in it still need fuel.
    typeof part === 'string' ? part : containsFunction(part) ? emit(part) : `(${textOf(part)})`;
  const emitChildren = (node: SyntaxNode): string => {
    let text = '';
    let at = node.start;
    for (const child of childNodes(node).toSorted((left, right) => left.start - right.start)) {
      // A shorthand property has one identifier as key and as value.
      if (child.start < at) continue;
      text += source.slice(at, child.start) + emitChild(node, child);
      at = child.end;
    }
    return text + source.slice(at, node.end);
  };
  const emitChild = (parent: SyntaxNode, child: SyntaxNode): string => {
    const text = emit(child);
    if (isLoop(parent) && childOf(parent, 'body') === child && child.type !== 'BlockStatement')
      return `{${names.burn}();${text}}`;
    if (
      parent.type === 'ArrowFunctionExpression' &&
      childOf(parent, 'body') === child &&
      child.type !== 'BlockStatement'
    )
      return `(${names.burn}(), ${text})`;
    return text;
  };
  const burning = new Set<SyntaxNode>();
  walkSyntax(program, (node) => {
    const body = childOf(node, 'body');
    if ((isFunction(node) || isLoop(node)) && body?.type === 'BlockStatement') burning.add(body);
  });
  const insertFuel = (node: SyntaxNode, text: string): string => {
    if (!burning.has(node)) return text;
    return `{${names.burn}();${text.slice(1)}`;
  };

  const { head, body, hasState } = layOutModule(program, source, emit);
  const isAsync = hasTopLevelAwait(program);
  const code = [
    `${head}export default ${isAsync ? 'async ' : ''}function (${names.isActive}, ${names.burn}) {${body}`,
    `return (...args) => { if (${names.isActive}(0)) throw new Error('the known-killable mutant'); return ${functionName}(...args); };`,
    '}',
    '',
  ].join('\n');
  return { code, mutants, equivalent, hasState };
}

function mutationsOf(site: MutationSite): readonly Mutation[] {
  return [...operatorMutations(site), ...literalMutations(site), ...structureMutations(site)];
}

function containsFunction(node: SyntaxNode): boolean {
  let found = false;
  walkSyntax(node, (inner) => {
    found ||= isFunction(inner);
  });
  return found;
}

function hasTopLevelAwait(program: SyntaxNode): boolean {
  let found = false;
  walkSyntax(program, (node, ancestors) => {
    const awaits = node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node['await'] === true);
    found ||= awaits && !ancestors.some(isFunction);
  });
  return found;
}
