import type { SyntaxNode } from './syntax-node.ts';
import type { VariableUses } from './variable-uses.ts';
import { childOf, childrenOf, identifierName, unwrapExpression, walkSyntax } from './walk-syntax.ts';

/** A variable that holds, or may hold, what one of the nodes gives. */
export interface Flow {
  readonly target: string;
  readonly from: readonly SyntaxNode[];
}

/** How values move between the variables of a file, and what its constants were set to. */
export function listFlows(
  program: SyntaxNode,
  uses: VariableUses,
): { readonly flows: readonly Flow[]; readonly constants: ReadonlyMap<string, SyntaxNode> } {
  const flows: Flow[] = [];
  const constants = new Map<string, SyntaxNode>();
  const helpers = listHelpers(program, uses);
  const into = (pattern: SyntaxNode | undefined, ...from: readonly (SyntaxNode | undefined)[]): void => {
    if (pattern === undefined) return;
    const range = uses.rangeOf(pattern);
    const known = from.filter((node) => node !== undefined);
    for (const { key } of uses.all.slice(range.from, range.to)) flows.push({ target: key, from: known });
  };
  const addCall = (node: SyntaxNode): void => {
    const callee = unwrapExpression(childOf(node, 'callee'));
    const given = childrenOf(node, 'arguments');
    const isName = identifierName(callee) !== undefined;
    for (const argument of given) {
      const callback = unwrapExpression(argument);
      if (callback !== undefined && isFunction(callback)) {
        // A callback is given what its receiver holds or what stands beside it.
        const others = given.filter((other) => other !== argument && !isFunction(unwrapExpression(other)));
        for (const parameter of childrenOf(callback, 'params')) into(parameter, callee, ...others);
        // What is handed to the tool may come back changed.
      } else if (isName) into(argument, callee);
    }
    // `list.push(tool(x))` fills the list.
    if (callee?.type === 'MemberExpression' && identifierName(rootOf(callee)) !== undefined)
      into(rootOf(callee), ...given);
    const helper = callee === undefined ? undefined : helpers.get(uses.keyOf(callee) ?? '');
    for (const [index, parameter] of childrenOf(helper, 'params').entries())
      into(parameter, ...(parameter.type === 'RestElement' ? given.slice(index) : given.slice(index, index + 1)));
  };
  walkSyntax(program, (node, ancestors) => {
    const id = childOf(node, 'id');
    if (node.type === 'VariableDeclarator') {
      const value = childOf(node, 'init');
      into(id, value);
      const key = id === undefined ? undefined : uses.keyOf(id);
      if (key !== undefined && value !== undefined && ancestors.at(-1)?.['kind'] === 'const') constants.set(key, value);
    } else if (node.type === 'AssignmentExpression')
      into(childOf(node, 'left'), childOf(node, 'right'), ...controlsOf(ancestors));
    else if (node.type === 'UpdateExpression') into(childOf(node, 'argument'), ...controlsOf(ancestors));
    else if (/^For(?:Of|In)Statement$/.test(node.type)) into(childOf(node, 'left'), childOf(node, 'right'));
    else if (node.type === 'FunctionDeclaration') into(id, childOf(node, 'body'));
    else if (node.type === 'TryStatement') into(childOf(childOf(node, 'handler'), 'param'), childOf(node, 'block'));
    else if (node.type === 'CallExpression' || node.type === 'NewExpression') addCall(node);
    else if (node.type === 'TaggedTemplateExpression') into(rootOf(childOf(node, 'tag')), childOf(node, 'quasi'));
  });
  return { flows, constants };
}

/** What decides whether a place is reached: `threw = true` in a catch says something about the tool. */
function controlsOf(ancestors: readonly SyntaxNode[]): readonly (SyntaxNode | undefined)[] {
  const nearest = ancestors.findLastIndex(isFunction);
  return ancestors
    .slice(nearest + 1)
    .flatMap((node) => ['test', 'discriminant', 'right'].map((key) => childOf(node, key)).concat(triedBy(node)));
}

function triedBy(node: SyntaxNode): readonly (SyntaxNode | undefined)[] {
  return node.type === 'TryStatement' ? [childOf(node, 'block')] : [];
}

function isFunction(node: SyntaxNode | undefined): boolean {
  return node !== undefined && /Function/.test(node.type);
}

/** The `a` of `a.b.c`. */
function rootOf(node: SyntaxNode | undefined): SyntaxNode | undefined {
  let root = node;
  while (root?.type === 'MemberExpression') root = unwrapExpression(childOf(root, 'object'));
  return root;
}

/** The file's own functions by the variable that names them. */
function listHelpers(program: SyntaxNode, uses: VariableUses): ReadonlyMap<string, SyntaxNode> {
  const helpers = new Map<string, SyntaxNode>();
  walkSyntax(program, (node) => {
    const id = childOf(node, 'id');
    const value = node.type === 'VariableDeclarator' ? unwrapExpression(childOf(node, 'init')) : node;
    const key = id === undefined ? undefined : uses.keyOf(id);
    if (key !== undefined && value !== undefined && isFunction(value)) helpers.set(key, value);
  });
  return helpers;
}
