import type { SyntaxNode } from '../gate/syntax-node.ts';

/** Where an operator looks: a node, what is around it, and the source. */
export interface MutationSite {
  readonly node: SyntaxNode;
  readonly ancestors: readonly SyntaxNode[];
  /** Source text of a node. */
  readonly textOf: (node: SyntaxNode | undefined) => string;
}

/** A change of one expression or statement. `parts` are the pieces of the new text: literal text, or a node kept as it is. */
export interface Mutation {
  readonly operator: string;
  readonly parts: readonly (string | SyntaxNode)[];
  readonly missing: string;
  /** It provably changes nothing that a caller could see. */
  readonly isEquivalent?: boolean;
}
