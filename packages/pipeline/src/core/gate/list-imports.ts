import type { SyntaxNode } from './syntax-node.ts';
import { childOf, childrenOf, identifierName, literalText, memberName, walkSyntax } from './walk-syntax.ts';

/** One run-time import of a module. */
export interface ImportUse {
  readonly node: SyntaxNode;
  /** `undefined` when the module name is computed. */
  readonly specifier: string | undefined;
  /** Imported names (for a namespace or default import: the members that are read); `undefined` when the whole module is taken. */
  readonly names: readonly string[] | undefined;
}

/** Every import, re-export and dynamic import of a module that exists at run time. */
export function listImports(program: SyntaxNode): readonly ImportUse[] {
  const uses: ImportUse[] = [];
  walkSyntax(program, (node) => {
    if (node.type === 'ImportDeclaration' && node['importKind'] !== 'type') {
      const specifiers = childrenOf(node, 'specifiers').filter((specifier) => specifier['importKind'] !== 'type');
      if (specifiers.length === 0 && childrenOf(node, 'specifiers').length > 0) return;
      uses.push({ node, specifier: literalText(childOf(node, 'source')), names: importedNames(program, specifiers) });
    } else if (
      /^Export(?:All|Named)Declaration$/.test(node.type) &&
      childOf(node, 'source') !== undefined &&
      node['exportKind'] !== 'type'
    ) {
      uses.push({ node, specifier: literalText(childOf(node, 'source')), names: undefined });
    } else if (node.type === 'ImportExpression') {
      uses.push({ node, specifier: literalText(childOf(node, 'source')), names: undefined });
    } else if (node.type === 'TSImportEqualsDeclaration' && node['importKind'] !== 'type') {
      uses.push({
        node,
        specifier: literalText(childOf(childOf(node, 'moduleReference'), 'expression')),
        names: undefined,
      });
    }
  });
  return uses;
}

function importedNames(program: SyntaxNode, specifiers: readonly SyntaxNode[]): readonly string[] | undefined {
  const names: string[] = [];
  for (const specifier of specifiers) {
    const imported = childOf(specifier, 'imported');
    const importedName = identifierName(imported) ?? literalText(imported);
    if (specifier.type === 'ImportSpecifier' && importedName !== undefined && importedName !== 'default') {
      names.push(importedName);
      continue;
    }
    const members = membersRead(program, identifierName(childOf(specifier, 'local')) ?? '', specifier);
    if (members === undefined) return undefined;
    names.push(...members);
  }
  return names;
}

/** The members read of a whole-module binding, or `undefined` when the binding itself is passed on. */
function membersRead(program: SyntaxNode, local: string, specifier: SyntaxNode): readonly string[] | undefined {
  const members: string[] = [];
  let passedOn = false;
  walkSyntax(program, (node, ancestors) => {
    if (node === specifier) return false;
    if (identifierName(node) !== local) return true;
    const parent = ancestors.at(-1);
    const member = parent?.['object'] === node ? memberName(parent) : undefined;
    // `promises` leads to everything again.
    if (member === undefined || member === 'promises' || member === 'default')
      passedOn ||= parent?.type !== 'MemberExpression' || parent['object'] === node;
    else members.push(member);
    return true;
  });
  return passedOn ? undefined : members;
}
